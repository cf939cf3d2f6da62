// The tasks run in Refit, once per tick however many copies of this app there are.
export { startScheduler, stopScheduler, trainingScheduler } from '@refit/client';
