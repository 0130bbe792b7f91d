"""Object identifiers of the commercial algorithms and messages (GM/T 0006, GB/T 35275, GB/T 35276, GB/T 20518)."""

from cryptography.x509 import ObjectIdentifier

EC_PUBLIC_KEY = ObjectIdentifier("1.2.840.10045.2.1")
SM2 = ObjectIdentifier("1.2.156.10197.1.301")
SM2_SIGN = ObjectIdentifier("1.2.156.10197.1.301.1")
SM2_EXCHANGE = ObjectIdentifier("1.2.156.10197.1.301.2")  # GmSSL writes it where SM2_ENCRYPT belongs
SM2_ENCRYPT = ObjectIdentifier("1.2.156.10197.1.301.3")
SM3 = ObjectIdentifier("1.2.156.10197.1.401")
SM2_WITH_SM3 = ObjectIdentifier("1.2.156.10197.1.501")
SM4 = ObjectIdentifier("1.2.156.10197.1.104")  # CBC with a 16-byte IV as parameter, ECB without
SM4_ECB = ObjectIdentifier("1.2.156.10197.1.104.1")
SM4_CBC = ObjectIdentifier("1.2.156.10197.1.104.2")
SM4_GCM = ObjectIdentifier("1.2.156.10197.1.104.8")

DATA = ObjectIdentifier("1.2.156.10197.6.1.4.2.1")
SIGNED_DATA = ObjectIdentifier("1.2.156.10197.6.1.4.2.2")
ENVELOPED_DATA = ObjectIdentifier("1.2.156.10197.6.1.4.2.3")
SIGNED_AND_ENVELOPED_DATA = ObjectIdentifier("1.2.156.10197.6.1.4.2.4")
ENCRYPTED_DATA = ObjectIdentifier("1.2.156.10197.6.1.4.2.5")
PKCS7_SIGNED_DATA = ObjectIdentifier("1.2.840.113549.1.7.2")

CONTENT_TYPE = ObjectIdentifier("1.2.840.113549.1.9.3")
MESSAGE_DIGEST = ObjectIdentifier("1.2.840.113549.1.9.4")
SIGNING_TIME = ObjectIdentifier("1.2.840.113549.1.9.5")
