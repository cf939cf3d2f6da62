// The service keeps the name and the methods editors know; the experiment itself runs in Refit.
// REFIT_URL and ADMIN_SECRET_KEY of this process say where and with which key.
export { ABTestingService } from '@refit/client';
