import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { applyTheme, readTheme } from '../theme';
import { Editor } from './editor';
import '../styles/base.css';
import '@refit/react/src/styles.css';
import '../styles/demo.css';

applyTheme(readTheme());
const root = document.getElementById('app');
if (root) createRoot(root).render(<StrictMode><Editor /></StrictMode>);
