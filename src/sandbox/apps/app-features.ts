import { type Answer, type Behaviours, bodyObject, type Call, link, param } from '../call.ts';
import { listAnswer } from '../http/page.ts';
import { isObject, type JsonObject, mergePatch } from '../json.ts';
import { invalid, notFound } from '../okta-error.ts';
import type { Collection } from '../store/collection.ts';
import { applicationOf } from './applications.ts';

const template = '/api/v1/apps/{}/features';
const disabled = { status: 'DISABLED' };

/** What provisioning can do for an app; unlike most lists these are refused, not empty, where there is no provisioning. */
export const appFeatures: Behaviours = {
  listFeaturesForApplication: (call) =>
    listAnswer(
      call,
      [...featuresOf(call).entries()].map(({ item }) => present(call, item)),
      null,
    ),
  getFeatureForApplication: (call) => ({ body: present(call, featureOf(call)) }),
  updateFeatureForApplication,
};

/** The features of an app that has a connection; the first look makes them. Throws OktaError E0000001 where there is none. */
function featuresOf(call: Call): Collection {
  const { id } = applicationOf(call);
  const connection = call.org.collection('/api/v1/apps/{}/connections', [id]).get('default');
  if (connection === undefined || connection['status'] === 'UNKNOWN') throw invalid(`appId: the application '${id}' has no provisioning`);
  const features = call.org.collection(template, [id]);
  if (features.size === 0) for (const feature of firstFeatures()) features.put(String(feature['name']), feature);
  return features;
}

function featureOf(call: Call): JsonObject {
  const feature = featuresOf(call).get(param(call, 'featureName'));
  if (feature === undefined) throw notFound(param(call, 'featureName'), 'ApplicationFeature');
  return feature;
}

function updateFeatureForApplication(call: Call): Answer {
  const before = featureOf(call);
  const capabilities = mergePatch(before['capabilities'], bodyObject(call));
  const after: JsonObject = { ...before, status: 'ENABLED', capabilities: isObject(capabilities) ? capabilities : {} };
  featuresOf(call).put(param(call, 'featureName'), after);
  return { body: present(call, after) };
}

function firstFeatures(): readonly JsonObject[] {
  return [
    {
      name: 'USER_PROVISIONING',
      status: 'ENABLED',
      description: 'Users are created, changed and deactivated in the application',
      capabilities: {
        create: { lifecycleCreate: { status: 'ENABLED' } },
        update: {
          lifecycleDeactivate: { status: 'ENABLED' },
          profile: { status: 'ENABLED' },
          password: { status: 'DISABLED', seed: 'RANDOM', change: 'KEEP_EXISTING' },
        },
      },
    },
    {
      name: 'INBOUND_PROVISIONING',
      status: 'DISABLED',
      description: 'Users are imported from the application',
      capabilities: {
        importSettings: { schedule: disabled, username: { usernameFormat: 'EMAIL' } },
        importRules: { userCreateAndMatch: { exactMatchCriteria: 'USERNAME', allowPartialMatch: false, autoConfirmPartialMatch: false } },
      },
    },
  ];
}

function present(call: Call, feature: JsonObject): JsonObject {
  return {
    ...feature,
    _links: { self: link(call, `/api/v1/apps/${param(call, 'appId')}/features/${String(feature['name'])}`, 'GET', 'PUT') },
  };
}
