-- The overview counts the incidents that ended within a day.
CREATE INDEX "incidents_resolved" ON "incidents"("resolved_ts") WHERE (state = 'resolved'::incident_state);
