#!/bin/bash
# A list of teams on a cluster with Slurm: sbatch deploy/print/slurm.sh, then camtay print --merge --out in-ra on any machine.
#SBATCH --job-name=camtay-print
#SBATCH --array=1-16
#SBATCH --cpus-per-task=2
#SBATCH --mem=2G
#SBATCH --time=02:00:00
#SBATCH --requeue
set -euo pipefail
srun camtay print --teams teams.csv --sheet poster-a4 --sheet handout --jobs "$SLURM_CPUS_PER_TASK" \
  --shard "$SLURM_ARRAY_TASK_ID/$SLURM_ARRAY_TASK_COUNT" --out in-ra
