// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A cloud without a socket, and a caller that signs.
//
// The signer is the stand-in's own; signature_test.cc proves that it signs like the vendor's.

#pragma once

#include <cctype>
#include <chrono>
#include <string>
#include <vector>

#include <fmt/chrono.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "tests/support/standin/cloud.h"
#include "tests/support/standin/signature.h"

namespace standin {

class CloudTest : public ::testing::Test {
 protected:
  CloudTest() : cloud_(MakeOptions()) {}

  CloudOptions MakeOptions() {
    CloudOptions options;
    options.sleep = [this](std::chrono::milliseconds time) { sleeps_.push_back(time); };
    return options;
  }

  [[nodiscard]] Call CheckCall(const std::string& bucket = "audit-traces") const {
    const nlohmann::json entry = {{"bucket_name", bucket}, {"bucket_location", "eu-west-0"}};
    return {.method = "POST",
            .target = "/v3/" + account_.domain_id + "/checkbucket",
            .headers = {{"Host", "127.0.0.1:80"}},
            .body = nlohmann::json{{"buckets", {entry}}}.dump()};
  }

  // Signs every header the call has.
  static Call Signed(Call call, const std::string& access_key, const std::string& secret_key,
                     std::chrono::seconds age = {}) {
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    const std::string date = fmt::format("{:%Y%m%dT%H%M%SZ}", fmt::gmtime(now - age));
    call.headers.emplace("x-sdk-date", date);
    std::string names;
    for (const auto& header : call.headers) {
      std::string name = header.first;
      for (char& c : name) c = static_cast<char>(std::tolower(c));
      names += (names.empty() ? "" : ";") + name;
    }
    const std::string head =
        fmt::format("SDK-HMAC-SHA256 Access={}, SignedHeaders={}, Signature=", access_key, names);
    const auto parsed = ParseAuthorization(head);
    call.headers.emplace("Authorization",
                         head + Sign(CanonicalRequest(call, *parsed), date, secret_key));
    return call;
  }

  [[nodiscard]] Call SignedCheck(const std::string& bucket = "audit-traces") const {
    return Signed(CheckCall(bucket), account_.access_key, account_.secret_key);
  }

  void QueueSteps(const nlohmann::json& steps) {
    const Answer answer = cloud_.Handle({.method = "POST",
                                         .target = "/_control",
                                         .headers = {},
                                         .body = nlohmann::json{{"next", steps}}.dump()});
    ASSERT_EQ(answer.status, 200) << answer.body;
  }

  nlohmann::json Log() {
    return nlohmann::json::parse(cloud_.Handle({.method = "GET", .target = "/_control/log"}).body);
  }

  Account account_;
  std::vector<std::chrono::milliseconds> sleeps_;
  Cloud cloud_;
};

}  // namespace standin
