import { caller } from '@/lib/http/caller';
import { onlyAllows, readJson, route } from '@/lib/http/server';
import { sendTestMail } from '@/lib/services/settings/send-test-mail';

export const POST = route(async (request) => {
  await sendTestMail({ actor: caller(), input: await readJson(request) });
  return new Response(null, { status: 204 });
});

export const { GET, PUT, PATCH, DELETE, OPTIONS } = onlyAllows('POST');
