export { ResizeFeedback } from '@refit/react';
