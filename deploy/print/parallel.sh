#!/bin/bash
# A list of teams on one machine with several cores, with GNU parallel: one process a shard, what is done is not done again.
# Run it once more after a power cut: finished sheets are passed over.
set -euo pipefail
shards=8
seq "$shards" | parallel --jobs 2 --halt soon,fail=1 --joblog print.log --resume-failed \
  camtay print --teams teams.csv --sheet poster-a4 --sheet handout --jobs 1 --shard "{}/$shards" --out in-ra
camtay print --merge --out in-ra
