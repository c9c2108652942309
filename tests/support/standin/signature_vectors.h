// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Requests signed by the vendor's own SDKs: IDs V… by Python's (huaweicloudsdkcore 3.1.219); G…
// are from the unit test of Go's.
//
// The target is as sent, so the space in V11 is escaped; the SDK got it unescaped.

#pragma once

#include <string_view>
#include <utility>
#include <vector>

namespace standin::testing {

struct Vector {
  std::string_view id;
  std::string_view secret_key;
  std::string_view method;
  std::string_view target;
  std::vector<std::pair<std::string_view, std::string_view>> headers;
  std::string_view body;
  std::string_view authorization;
  std::string_view canonical_request;  // empty: not given
};

inline constexpr std::string_view kSecretKey = "exampleSecretKey/0123456789abcdefghijklmno";

inline const std::vector<Vector>& Vectors() {
  static const auto& vectors = *new std::vector<Vector>{
      {"V1",
       kSecretKey,
       "POST",
       "/v3/0123456789abcdef0123456789abcdef/checkbucket",
       {{"Content-Type", "application/json"},
        {"Host", "cts.eu-west-0.example"},
        {"X-Sdk-Date", "20240619T080000Z"}},
       R"({"buckets":[{"bucket_name":"bucket1","bucket_location":"eu-west-0"}]})",
       "SDK-HMAC-SHA256 Access=EXAMPLEAKAAAAAAAAAAA, SignedHeaders=content-type;host;x-sdk-date, "
       "Signature=336803ef9e3f8bf657ba42657dccb478ca26d41b463dea1c3f4e1ad70dd1f328",
       "POST\n"
       "/v3/0123456789abcdef0123456789abcdef/checkbucket/\n"
       "\n"
       "content-type:application/json\n"
       "host:cts.eu-west-0.example\n"
       "x-sdk-date:20240619T080000Z\n"
       "\n"
       "content-type;host;x-sdk-date\n"
       "6546eac8402d3943c3e1d70bced4f8bd4e85f6c9d5eb88ca6ea1550c87b70671"},
      {"V2",
       kSecretKey,
       "POST",
       "/v3/0123456789abcdef0123456789abcdef/checkbucket",
       {{"Content-Type", "application/json"},
        {"Host", "cts.eu-west-0.example"},
        {"X-Sdk-Date", "20240619T080000Z"},
        {"X-Project-Id", "fedcba9876543210fedcba9876543210"}},
       R"({"buckets":[{"bucket_name":"bucket1","bucket_location":"eu-west-0"}]})",
       "SDK-HMAC-SHA256 Access=EXAMPLEAKAAAAAAAAAAA, "
       "SignedHeaders=content-type;host;x-project-id;x-sdk-date, "
       "Signature=5fb9b5e20925dfbf998ee96731918fe63efd2964dd88f881789030ea35e33a93",
       "POST\n"
       "/v3/0123456789abcdef0123456789abcdef/checkbucket/\n"
       "\n"
       "content-type:application/json\n"
       "host:cts.eu-west-0.example\n"
       "x-project-id:fedcba9876543210fedcba9876543210\n"
       "x-sdk-date:20240619T080000Z\n"
       "\n"
       "content-type;host;x-project-id;x-sdk-date\n"
       "6546eac8402d3943c3e1d70bced4f8bd4e85f6c9d5eb88ca6ea1550c87b70671"},
      {"V3",
       kSecretKey,
       "POST",
       "/v3/0123456789abcdef0123456789abcdef/checkbucket",
       {{"Content-Type", "application/json"},
        {"Host", "cts.eu-west-0.example"},
        {"X-Sdk-Date", "20240619T080000Z"},
        {"X-Security-Token", "EXAMPLE-SECURITY-TOKEN//abc+def=="},
        {"X-Project-Id", "fedcba9876543210fedcba9876543210"}},
       R"({"buckets":[{"bucket_name":"bucket1","bucket_location":"eu-west-0",)"
       R"("kms_id":"1f26f8d8-65d4-436b-bea2-bd0ac1984f71",)"
       R"("is_support_trace_files_encryption":true},)"
       R"({"bucket_name":"bucket2","bucket_location":"eu-west-1"}]})",
       "SDK-HMAC-SHA256 Access=EXAMPLEAKAAAAAAAAAAA, "
       "SignedHeaders=content-type;host;x-project-id;x-sdk-date;x-security-token, "
       "Signature=f335f164d3b6786f44177a47580b4371b663a6fd6d05fd6ab973eb8670dd6354",
       "POST\n"
       "/v3/0123456789abcdef0123456789abcdef/checkbucket/\n"
       "\n"
       "content-type:application/json\n"
       "host:cts.eu-west-0.example\n"
       "x-project-id:fedcba9876543210fedcba9876543210\n"
       "x-sdk-date:20240619T080000Z\n"
       "x-security-token:EXAMPLE-SECURITY-TOKEN//abc+def==\n"
       "\n"
       "content-type;host;x-project-id;x-sdk-date;x-security-token\n"
       "2cca0a0e1a0bad5e00c69b0d0488d5ce279d396a28fff03d7f39170f04ec4210"},
      {"V4",
       kSecretKey,
       "POST",
       "/v3/0123456789abcdef0123456789abcdef/checkbucket",
       {{"Host", "cts.eu-west-0.example"}, {"X-Sdk-Date", "20240619T080000Z"}},
       R"({"buckets":[{"bucket_name":"bucket1","bucket_location":"eu-west-0"}]})",
       "SDK-HMAC-SHA256 Access=EXAMPLEAKAAAAAAAAAAA, SignedHeaders=host;x-sdk-date, "
       "Signature=072d83a1580480b23046693e8e4facff15d6c73b4840f3b08a9cc29d85b78bcd",
       "POST\n"
       "/v3/0123456789abcdef0123456789abcdef/checkbucket/\n"
       "\n"
       "host:cts.eu-west-0.example\n"
       "x-sdk-date:20240619T080000Z\n"
       "\n"
       "host;x-sdk-date\n"
       "6546eac8402d3943c3e1d70bced4f8bd4e85f6c9d5eb88ca6ea1550c87b70671"},
      {"V5",
       kSecretKey,
       "POST",
       "/v3/0123456789abcdef0123456789abcdef/checkbucket",
       {{"Content-Type", "application/json"},
        {"Host", "cts.eu-west-0.example"},
        {"X-Sdk-Date", "20240619T080000Z"},
        {"X-Domain-Id", "0123456789abcdef0123456789abcdef"}},
       R"({"buckets":[{"bucket_name":"bucket1","bucket_location":"eu-west-0"}]})",
       "SDK-HMAC-SHA256 Access=EXAMPLEAKAAAAAAAAAAA, "
       "SignedHeaders=content-type;host;x-domain-id;x-sdk-date, "
       "Signature=e852bcc0552f57cbd26f6875924473b330fcc956842f1183d574ca8742aa87d2",
       "POST\n"
       "/v3/0123456789abcdef0123456789abcdef/checkbucket/\n"
       "\n"
       "content-type:application/json\n"
       "host:cts.eu-west-0.example\n"
       "x-domain-id:0123456789abcdef0123456789abcdef\n"
       "x-sdk-date:20240619T080000Z\n"
       "\n"
       "content-type;host;x-domain-id;x-sdk-date\n"
       "6546eac8402d3943c3e1d70bced4f8bd4e85f6c9d5eb88ca6ea1550c87b70671"},
      {"V6",
       kSecretKey,
       "POST",
       "/v3/0123456789abcdef0123456789abcdef/checkbucket",
       {{"Content-Type", "application/json"},
        {"Host", "cts.eu-west-0.example"},
        {"X-Sdk-Date", "20240619T080000Z"}},
       "{}",
       "SDK-HMAC-SHA256 Access=EXAMPLEAKAAAAAAAAAAA, SignedHeaders=content-type;host;x-sdk-date, "
       "Signature=a5764012598dcb32bd1ab6b76b01898119b9f7240e1b7ad6f0a74c24d8c2c698",
       "POST\n"
       "/v3/0123456789abcdef0123456789abcdef/checkbucket/\n"
       "\n"
       "content-type:application/json\n"
       "host:cts.eu-west-0.example\n"
       "x-sdk-date:20240619T080000Z\n"
       "\n"
       "content-type;host;x-sdk-date\n"
       "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"},
      {"V7",
       kSecretKey,
       "POST",
       "/v3/0123456789abcdef0123456789abcdef/checkbucket",
       {{"Content-Type", "application/json"},
        {"Host", "cts.eu-west-0.example"},
        {"X-Sdk-Date", "20240619T080000Z"}},
       "",
       "SDK-HMAC-SHA256 Access=EXAMPLEAKAAAAAAAAAAA, SignedHeaders=content-type;host;x-sdk-date, "
       "Signature=59a19587422693b1a6eaea46ac665d02e9fc74f23a4154220cc486f0f84ff713",
       "POST\n"
       "/v3/0123456789abcdef0123456789abcdef/checkbucket/\n"
       "\n"
       "content-type:application/json\n"
       "host:cts.eu-west-0.example\n"
       "x-sdk-date:20240619T080000Z\n"
       "\n"
       "content-type;host;x-sdk-date\n"
       "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {"V8b",
       kSecretKey,
       "POST",
       "/v3/0123456789abcdef0123456789abcdef/checkbucket",
       {{"Content-Type", "application/json;charset=UTF-8"},
        {"Host", "cts.eu-west-0.example"},
        {"X-Sdk-Date", "20240619T080000Z"},
        {"User-Agent", "  terraform-provider-cts/0.1  "},
        {"X_Skip_Me", "x"}},
       R"({"buckets":[{"bucket_name":"bücket","bucket_location":"eu-west-0"}]})",
       "SDK-HMAC-SHA256 Access=EXAMPLEAKAAAAAAAAAAA, "
       "SignedHeaders=content-type;host;user-agent;x-sdk-date, "
       "Signature=372f3014fc8f8b51771764d01a9b2c22792105b60ac30ca0e10b38ab6ef9c12f",
       "POST\n"
       "/v3/0123456789abcdef0123456789abcdef/checkbucket/\n"
       "\n"
       "content-type:application/json;charset=UTF-8\n"
       "host:cts.eu-west-0.example\n"
       "user-agent:terraform-provider-cts/0.1\n"
       "x-sdk-date:20240619T080000Z\n"
       "\n"
       "content-type;host;user-agent;x-sdk-date\n"
       "07d13494f127799a816a9862f838f6a8e80438e6dc3d8288d3d4af8e266f89a6"},
      {"V9",
       kSecretKey,
       "GET",
       "/v3/auth/domains",
       {{"Host", "iam.eu-west-0.example"}, {"X-Sdk-Date", "20240619T080000Z"}},
       "",
       "SDK-HMAC-SHA256 Access=EXAMPLEAKAAAAAAAAAAA, SignedHeaders=host;x-sdk-date, "
       "Signature=d6578522a6f412fef5e7fb2524ad4c7fc457ecb09bc746000a66049406089140",
       "GET\n"
       "/v3/auth/domains/\n"
       "\n"
       "host:iam.eu-west-0.example\n"
       "x-sdk-date:20240619T080000Z\n"
       "\n"
       "host;x-sdk-date\n"
       "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {"V10",
       kSecretKey,
       "GET",
       "/v3/"
       "projects?a~b=c%2Ad&domain_id=0123456789abcdef0123456789abcdef&enabled=true&name=eu-west-0_"
       "MOS%20sub%2F1",
       {{"Host", "iam.eu-west-0.example"}, {"X-Sdk-Date", "20240619T080000Z"}},
       "",
       "SDK-HMAC-SHA256 Access=EXAMPLEAKAAAAAAAAAAA, SignedHeaders=host;x-sdk-date, "
       "Signature=40f66ae8aa915cdc5f8fa0fe575055045b634b401dcbbe7bf82c780666533f4e",
       "GET\n"
       "/v3/projects/\n"
       "a~b=c%2Ad&domain_id=0123456789abcdef0123456789abcdef&enabled=true&name=eu-west-0_MOS%20sub%"
       "2F1\n"
       "host:iam.eu-west-0.example\n"
       "x-sdk-date:20240619T080000Z\n"
       "\n"
       "host;x-sdk-date\n"
       "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
      {"V11",
       kSecretKey,
       "POST",
       "/v3/a%20b%2Fc~d/checkbucket",
       {{"Content-Type", "application/json"},
        {"Host", "cts.eu-west-0.example:8443"},
        {"X-Sdk-Date", "20240619T080000Z"}},
       R"({"buckets":[{"bucket_name":"bucket1","bucket_location":"eu-west-0"}]})",
       "SDK-HMAC-SHA256 Access=EXAMPLEAKAAAAAAAAAAA, SignedHeaders=content-type;host;x-sdk-date, "
       "Signature=108d5c3fdb335d1e8087d8c07b135b723944a8c59aac4282600f33a8a067815b",
       "POST\n"
       "/v3/a%20b/c~d/checkbucket/\n"
       "\n"
       "content-type:application/json\n"
       "host:cts.eu-west-0.example:8443\n"
       "x-sdk-date:20240619T080000Z\n"
       "\n"
       "content-type;host;x-sdk-date\n"
       "6546eac8402d3943c3e1d70bced4f8bd4e85f6c9d5eb88ca6ea1550c87b70671"},
      {"G1",
       "SecretKey",
       "GET",
       "/path?limit=1",
       {{"X-Sdk-Date", "20060102T150405Z"}},
       "",
       "SDK-HMAC-SHA256 Access=AccessKey, SignedHeaders=x-sdk-date, "
       "Signature=5a2ce64c865e0e6046321c6f3d5a77ba8413eeaf355c3166c03d58d02ac79624",
       ""},
      {"G2",
       "SecretKey",
       "POST",
       "/path?key=value",
       {{"X-Sdk-Date", "20060102T150405Z"}},
       "{\"Name\":\"test\",\"Id\":1}\n",
       "SDK-HMAC-SHA256 Access=AccessKey, SignedHeaders=x-sdk-date, "
       "Signature=cecc2af119b18ab70b4d094c0750f3b42c02f254903179a0fc2cc72fc9db4f59",
       ""},
  };
  return vectors;
}

}  // namespace standin::testing
