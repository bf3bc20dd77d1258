// Starlight as it comes: its search, its letters of the phone, no picture to make smaller.
import { defineConfig, passthroughImageService } from 'astro/config';
import starlight from '@astrojs/starlight';

export default defineConfig({
  site: 'https://ky-nang-so.example.vn',
  image: { service: passthroughImageService() },
  integrations: [starlight({ title: 'Bare', locales: { root: { label: 'Tiếng Việt', lang: 'vi' } } })],
});
