import type { ReactNode } from 'react';
import '@refit/react/styles.css';

export const metadata = { title: 'Refit in Next.js' };

export default function Layout({ children }: { children: ReactNode }) {
  return (
    <html lang="en">
      <body style={{ margin: '24px auto', maxWidth: 1080, padding: '0 16px' }}>{children}</body>
    </html>
  );
}
