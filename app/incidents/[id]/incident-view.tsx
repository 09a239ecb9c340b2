'use client';

import dynamic from 'next/dynamic';
import type { ComponentProps } from 'react';
import { IncidentScreen } from '@/components/incidents/incident-screen';

/** Dialogs come when somebody opens one. */
const Adopt = dynamic(() => import('@/components/model/adopt-dialog').then((module) => module.AdoptDialog), {
  loading: () => null,
});
const RequestRetrain = dynamic(
  () => import('@/components/model/request-retrain-dialog').then((module) => module.RequestRetrainDialog),
  { loading: () => null },
);

const dialogs = {
  Adopt,
  RequestRetrain: ({ modelId, onClose }: { modelId: string; onClose: () => void }) => (
    <RequestRetrain model={{ id: modelId, open_job: null }} onClose={onClose} />
  ),
};

/** The screen of an incident with the dialogs that belong to models. */
export function IncidentPageView(props: Omit<ComponentProps<typeof IncidentScreen>, 'dialogs'>) {
  return <IncidentScreen {...props} dialogs={dialogs} />;
}
