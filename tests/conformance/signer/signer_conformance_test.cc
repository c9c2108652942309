// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The provider's signatures against those of the vendor's own SDKs, byte for byte.

#include <cstdlib>
#include <fstream>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "provider/auth/signer.h"

namespace provider::auth {
namespace {

using nlohmann::json;

json ReadVectors(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  return json::parse(file).at("vectors");
}

void ExpectSameSignatures(const json& vectors) {
  for (const auto& vector : vectors) {
    SCOPED_TRACE(vector.at("id").get<std::string>());
    const AccessKey key{vector.at("access_key"), vector.at("secret_key"), ""};
    http::Request request;
    request.method = vector.at("method");
    request.url = vector.at("url");
    request.body = vector.at("body");
    for (const auto& [name, value] : vector.at("headers").items()) {
      request.headers.emplace_back(name, value);
    }
    const auto parts = ComputeSignature(key, request, vector.at("signed_headers"));
    // Only the first difference matters: a wrong canonical form changes everything after it.
    if (vector.contains("canonical_request")) {
      EXPECT_EQ(parts.canonical_request, vector.at("canonical_request").get<std::string>());
      EXPECT_EQ(parts.string_to_sign, vector.at("string_to_sign").get<std::string>());
    }
    EXPECT_EQ(parts.authorization, vector.at("authorization").get<std::string>())
        << parts.canonical_request;
  }
}

TEST(SignerConformance, MatchesWorkedVectorsOfTheVendorsSdks) {
  const auto vectors = ReadVectors(CTS_SIGNER_DIR "/vectors.json");
  ASSERT_EQ(vectors.size(), 13U);
  ExpectSameSignatures(vectors);
}

TEST(SignerConformance, MatchesRandomRequestsSignedByTheVendorsSdk) {
  const char* fresh = std::getenv("CTS_SIGNER_VECTORS");
  const auto vectors =
      ReadVectors(fresh != nullptr ? fresh : CTS_SIGNER_DIR "/vendor_vectors.json");
  ASSERT_GE(vectors.size(), 100U);
  ExpectSameSignatures(vectors);
}

}  // namespace
}  // namespace provider::auth
