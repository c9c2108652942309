// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// One session and the calls that its reads share, region by region.

#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "provider/auth/session.h"
#include "provider/base/clock.h"
#include "provider/batch/request_batcher.h"
#include "provider/cts/check_bucket.h"
#include "provider/service/error.h"

namespace provider::bucket_check {

struct CheckRequest {
  std::string region;  // which Session::RegionFor gave
  std::vector<cts::BucketQuery> queries;
  base::SteadyTime deadline;
};

struct CheckAnswer {
  std::string domain_id;
  batch::Verdicts verdicts;  // in the order of the queries
};

// Thread safe.
class SharedChecks {
 public:
  // `clock` must outlive it.
  SharedChecks(std::shared_ptr<auth::Session> session, const batch::Options& options,
               base::Clock& clock);

  [[nodiscard]] auth::Session& session() const { return *session_; }

  // A check in `region` is about to come.
  void Announce(const std::string& region);

  // Looks up the account, if need be, then asks in calls that other reads of the region share. An
  // error is the read's own: a call that is refused or not understood because of one bucket fails
  // that bucket's read. No queries: no call, no error, empty domain_id.
  [[nodiscard]] tl::expected<CheckAnswer, service::Error> Check(const CheckRequest& request,
                                                                const std::stop_token& stop);

 private:
  batch::RequestBatcher& BatcherFor(const std::string& region);

  const std::shared_ptr<auth::Session> session_;
  const batch::Options options_;
  base::Clock& clock_;
  std::mutex mutex_;
  // Last: their threads use the rest.
  std::map<std::string, std::unique_ptr<batch::RequestBatcher>> batchers_;
};

}  // namespace provider::bucket_check
