const refit = process.env.REFIT_URL ?? 'http://localhost:8080';

/** @type {import('next').NextConfig} */
export default {
  // The browser talks to this app alone; Refit answers behind it, under the paths editors call.
  async rewrites() {
    return [
      { source: '/api/ai/:path*', destination: `${refit}/api/ai/:path*` },
      { source: '/v1/:path*', destination: `${refit}/v1/:path*` },
    ];
  },
};
