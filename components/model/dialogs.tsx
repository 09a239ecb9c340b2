'use client';

import { lazy } from 'react';

/** Dialogs come when they are opened: a page that is read does not need them. */
export const AdoptDialog = lazy(async () => ({ default: (await import('./adopt-dialog')).AdoptDialog }));
export const AnnotationDialog = lazy(async () => ({
  default: (await import('./annotation-dialog')).AnnotationDialog,
}));
export const DeleteModelDialog = lazy(async () => ({
  default: (await import('./delete-model-dialog')).DeleteModelDialog,
}));
export const DeleteSeriesDialog = lazy(async () => ({
  default: (await import('./delete-series-dialog')).DeleteSeriesDialog,
}));
export const MetricDialog = lazy(async () => ({ default: (await import('./metric-dialog')).MetricDialog }));
export const RequestRetrainDialog = lazy(async () => ({
  default: (await import('./request-retrain-dialog')).RequestRetrainDialog,
}));
