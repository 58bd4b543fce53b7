import { type Answer, type Behaviours, type Call, link, param } from '../call.ts';
import type { ResourceRules } from '../generic/resource-rule.ts';
import { type JsonObject, textAt } from '../json.ts';
import { notFound, OktaError } from '../okta-error.ts';
import { seedRows } from './seed-rows.ts';

const brands = '/api/v1/brands';
const domains = '/api/v1/domains';
const emailDomains = '/api/v1/email-domains';
const plain = { times: false, status: false } as const;

/** Brands and the domains that show them. */
export const customizationRules: ResourceRules = {
  [brands]: {
    prefix: 'bnd',
    q: ['name'],
    created: (_call, item) => ({ removePoweredByOkta: false, agreeToCustomPrivacyPolicy: false, ...item, isDefault: false }),
    deleted: (_call, item) => {
      if (item['isDefault'] === true) throw new OktaError('E0000038', { causes: ['isDefault: the default brand cannot be deleted'] });
    },
    seed: seedRows(
      'bnd',
      () => [
        { name: 'Example', isDefault: true, locale: 'en', removePoweredByOkta: false, agreeToCustomPrivacyPolicy: false },
        { name: 'Partners', isDefault: false, locale: 'en', removePoweredByOkta: true, agreeToCustomPrivacyPolicy: false },
      ],
      plain,
    ),
  },
  [domains]: {
    prefix: 'OcD',
    created: (call, item) => ({ ...item, validationStatus: 'NOT_STARTED', brandId: firstBrand(call), dnsRecords: recordsFor(item) }),
    seed: seedRows(
      'OcD',
      (org) => [
        {
          domain: 'login.example.com',
          certificateSourceType: 'OKTA_MANAGED',
          validationStatus: 'VERIFIED',
          brandId: [...org.collection(brands).entries()][0]?.id ?? '',
        },
      ],
      plain,
    ),
  },
  [emailDomains]: {
    prefix: 'OeD',
    created: (_call, item) => ({ ...item, validationStatus: 'NOT_STARTED' }),
  },
};

/** Verification of domains, and the domains of a brand. */
export const customization: Behaviours = {
  listBrandDomains: (call) => {
    const own = [...call.org.collection(domains).entries()].filter(({ item }) => item['brandId'] === param(call, 'brandId'));
    return { body: { domains: own.map(({ item }) => presentDomain(call, item)) } };
  },
  verifyDomain: (call) => verified(call, domains, 'domainId'),
  verifyEmailDomain: (call) => verified(call, emailDomains, 'emailDomainId'),
};

function verified(call: Call, collection: string, parameter: string): Answer {
  const id = param(call, parameter);
  const item = call.org.collection(collection).get(id);
  if (item === undefined) throw notFound(id, 'Domain');
  const after: JsonObject = { ...item, validationStatus: 'VERIFIED' };
  call.org.collection(collection).put(id, after);
  return { body: after };
}

function presentDomain(call: Call, domain: JsonObject): JsonObject {
  const path = `${domains}/${textAt(domain, 'id') ?? ''}`;
  return {
    ...domain,
    _links: {
      self: link(call, path),
      verify: link(call, `${path}/verify`),
      brand: link(call, `${brands}/${textAt(domain, 'brandId') ?? ''}`),
    },
  };
}

function firstBrand(call: Call): string {
  return [...call.org.collection(brands).entries()][0]?.id ?? '';
}

/** What has to be put into the domain's zone before it can be verified. */
function recordsFor(item: JsonObject): readonly JsonObject[] {
  const domain = textAt(item, 'domain') ?? '';
  return [
    { expiration: 'never', fqdn: `_oktaverification.${domain}`, recordType: 'TXT', values: ['sandbox-verification'] },
    { expiration: 'never', fqdn: domain, recordType: 'CNAME', values: ['sandbox.customdomains.example'] },
  ];
}
