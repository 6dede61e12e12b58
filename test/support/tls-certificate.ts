import { createHash, X509Certificate } from 'node:crypto';
import { Fingerprint } from '../../src/shared/model/fingerprint.ts';

/**
 * A self-signed certificate for 127.0.0.1, valid for a hundred years, so that tests need no tool to make one. Its key is public:
 * it protects nothing.
 */
export const TLS_CERTIFICATE = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgiD2gM/dyNm103VGG
1408oRJFSVtZa6i9iFauB7RuDaahRANCAATadF4HfQOVsrlOfxT7Bk+Z/0CMeW5d
MBhoatXq7LB9jFUJZa4JKohITHGiqqKxkKmHxY65tOduHcYxUdWrK9fY
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBkDCCATagAwIBAgIUNriFOJUk+9Z2L4OiaYMzcGvxoC8wCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTIyNTQ1M1oYDzIxMjYxMDI4
MjI1NDUzWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAATadF4HfQOVsrlOfxT7Bk+Z/0CMeW5dMBhoatXq7LB9jFUJZa4JKohI
THGiqqKxkKmHxY65tOduHcYxUdWrK9fYo2QwYjAdBgNVHQ4EFgQUCzkZwr34y778
4NR3nQlYE4gjnwcwHwYDVR0jBBgwFoAUCzkZwr34y7784NR3nQlYE4gjnwcwDwYD
VR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMCA0gAMEUC
IQDGHQm+YOkUo8OxcbSWNzTL14zOduia4ZU/P5Itd0oJrwIgKg2u13QLK65/uR6a
Ho3nI58bKiU4QNjdk/AxZag1A0g=
-----END CERTIFICATE-----
`,
};

/** What a client pins of it. */
export const TLS_FINGERPRINT: Fingerprint = Fingerprint.parse(
  createHash('sha256').update(new X509Certificate(TLS_CERTIFICATE.cert).raw).digest('hex'),
);
