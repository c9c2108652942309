// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// The calls that the reads of one session share, one batcher per region.

#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "provider/base/clock.h"
#include "provider/batch/request_batcher.h"
#include "provider/cts/check_bucket.h"
#include "provider/service/error.h"
#include "provider/session/session.h"

namespace provider::bucket_check {

struct CheckInput {
  std::string region;  // from Session::RegionFor
  std::vector<cts::BucketQuery> queries;
  base::SteadyTime deadline;
};

struct CheckOutcome {
  std::string domain_id;
  batch::Verdicts verdicts;  // in the order of the queries
};

// Thread safe.
class SharedChecks {
 public:
  // Created by Session::Shared. `session` must outlive it.
  explicit SharedChecks(session::Session& session) : session_(session) {}

  // A check in `region` is coming.
  void Announce(const std::string& region);

  // Looks up the account if necessary, then sends the queries in calls that are shared with other
  // reads of the region. The error is the read's own: if a call is refused or cannot be read
  // because of one bucket, only that bucket's read fails. With no queries, it makes no call and
  // returns no error and an empty domain_id.
  [[nodiscard]] tl::expected<CheckOutcome, service::Error> Check(const CheckInput& request,
                                                                 const std::stop_token& stop);

 private:
  batch::RequestBatcher& BatcherFor(const std::string& region);

  session::Session& session_;
  std::mutex mutex_;
  // Declared last, so that it is destroyed first: the batchers' threads use the other members.
  std::map<std::string, std::unique_ptr<batch::RequestBatcher>> batchers_;
};

}  // namespace provider::bucket_check
