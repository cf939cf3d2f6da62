import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { applyTheme, readTheme } from '../theme';
import { App } from './app';
import '../styles/base.css';
import '@refit/react/src/styles.css';
import '../styles/dashboard.css';

applyTheme(readTheme());
const root = document.getElementById('app');
if (root) createRoot(root).render(<StrictMode><App /></StrictMode>);
