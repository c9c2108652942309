// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// A configured provider and a CTS that responds from a table: everything between the data source
// and the transport is the real code.

#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <map>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "provider/auth/settings.h"
#include "provider/bucket_check/action.h"
#include "provider/bucket_check/data_source.h"
#include "provider/configure/provider_config.h"
#include "provider/cty/value.h"
#include "provider/framework/provider.h"
#include "provider/framework/server.h"
#include "provider/session/session.h"
#include "tests/support/fake_transport.h"
#include "tests/support/manual_clock.h"

namespace provider::testing {

// Account and project are set, so no look-up is needed: the one call of a check is the check.
inline auth::Settings KnownAccountSettings() {
  auth::Settings settings;
  settings.endpoints.region = "eu-west-0";
  settings.credentials = auth::AccessKey{.access_key = "AKEXAMPLE", .secret_key = "SKEXAMPLE"};
  settings.domain_id = "account-1";
  settings.project_id = "project-1";
  settings.max_retries = 5;
  return settings;
}

inline http::Response Json(int status, const nlohmann::json& body) {
  return {.status = status, .headers = {{"Content-Type", "application/json"}}, .body = body.dump()};
}

// The defaults, with at most this many buckets in a call.
inline configure::Batching CallsOf(int max_buckets) {
  auto batching = configure::DefaultBatching();
  batching.max_buckets = max_buckets;
  return batching;
}

class CheckCloud {
 public:
  using Verdicts = std::map<std::string, nlohmann::json>;  // check_bucket_response by bucket name

  static nlohmann::json Success() { return {{"success", true}, {"response_code", 200}}; }
  static nlohmann::json NoSuchBucket() {
    return {{"success", false},
            {"response_code", 404},
            {"error_code", "OBS.NoSuchBucket"},
            {"error_message", "The specified bucket does not exist."}};
  }

  // A bucket that `verdicts` does not name can receive traces.
  explicit CheckCloud(Verdicts verdicts = {})
      : CheckCloud([verdicts = std::move(verdicts)](const http::Request& request, std::stop_token) {
          return Respond(request, verdicts);
        }) {}

  explicit CheckCloud(FakeTransport::Handler handler)
      : transport_(std::make_shared<FakeTransport>(std::move(handler))) {}

  static FakeTransport::Result Respond(const http::Request& request, const Verdicts& verdicts) {
    if (!request.url.ends_with("/v3/account-1/checkbucket")) {
      return Json(404, {{"error_code", "APIGW.0101"}, {"error_msg", "unexpected " + request.url}});
    }
    nlohmann::json body = nlohmann::json::parse(request.body);
    for (nlohmann::json& bucket : body.at("buckets")) {
      const auto found = verdicts.find(bucket.at("bucket_name").get<std::string>());
      bucket["check_bucket_response"] = found == verdicts.end() ? Success() : found->second;
    }
    return Json(200, body);
  }

  void Configure(auth::Settings settings = KnownAccountSettings(),
                 const configure::Batching& batching = configure::DefaultBatching()) {
    config_ = {.auth = std::move(settings), .batching = batching};
    framework::Diagnostics diagnostics;
    server_.Configure({cty::Value::Null(), ""}, diagnostics);
  }

  framework::ReadResponse Read(const cty::Value& config, bool deferral_allowed = false,
                               std::stop_token stop = {}) {
    return server_.Read(source_, Call(config, deferral_allowed, std::move(stop)));
  }
  framework::ReadResponse Open(const cty::Value& config, bool deferral_allowed = false) {
    return server_.Open(resource_, Call(config, deferral_allowed, {}));
  }
  framework::Diagnostics Invoke(const cty::Value& config,
                                const std::function<void(std::string)>& progress,
                                bool deferral_allowed = false, std::stop_token stop = {}) {
    return server_.Invoke(action_, Call(config, deferral_allowed, std::move(stop)), progress);
  }
  framework::Diagnostics Validate(const cty::Value& config) const {
    framework::Diagnostics diagnostics;
    server_.Validate(source_, config, diagnostics);
    return diagnostics;
  }

  // Runs `work`, which sleeps between its attempts, and advances the clock for it: only while it
  // sleeps, in small steps, and never past the end of a sleep.
  template <typename Work>
  auto RunAdvancingTime(const Work& work) {
    auto result = std::async(std::launch::async, work);
    while (result.wait_for(std::chrono::milliseconds(1)) != std::future_status::ready) {
      clock_.AdvanceToNextSleep(std::chrono::milliseconds(100));
    }
    return result.get();
  }

  [[nodiscard]] std::vector<http::Request> requests() const { return transport_->requests(); }
  ManualClock& clock() { return clock_; }

 private:
  // The provider, as far as the server needs one.
  class Provider final : public framework::Provider {
   public:
    explicit Provider(CheckCloud& cloud) : cloud_(cloud) {}
    void ValidateConfig(const cty::Value&, framework::Diagnostics&) const override {}
    std::shared_ptr<framework::ProviderData> Configure(const framework::ConfigureRequest&,
                                                       framework::Diagnostics&) override {
      return std::make_shared<session::Session>(cloud_.config_, cloud_.transport_, cloud_.clock_,
                                                [] { return 0.5; });
    }
    const framework::Types& types() const override { return types_; }

   private:
    CheckCloud& cloud_;
    framework::Types types_;
  };

  static framework::HostCall Call(const cty::Value& config, bool deferral_allowed,
                                  std::stop_token stop) {
    return {.what = "thing \"cts_bucket_check\"",
            .config = config,
            .deferral_allowed = deferral_allowed,
            .stop = std::move(stop)};
  }

  ManualClock clock_;
  std::shared_ptr<FakeTransport> transport_;
  configure::ProviderConfig config_;
  Provider provider_{*this};
  framework::Server server_{provider_};
  bucket_check::DataSource source_;
  bucket_check::EphemeralResource resource_;
  bucket_check::Action action_;
};

}  // namespace provider::testing
