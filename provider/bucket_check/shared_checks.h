// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// One session and the calls that its reads share, region by region.

#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>

#include <tl/expected.hpp>

#include "provider/auth/session.h"
#include "provider/base/clock.h"
#include "provider/batch/request_batcher.h"
#include "provider/cts/check_bucket.h"
#include "provider/service/error.h"

namespace provider::bucket_check {

// Thread safe.
class SharedChecks {
 public:
  // `clock` must outlive it.
  SharedChecks(std::shared_ptr<auth::Session> session, const batch::Options& options,
               base::Clock& clock);

  [[nodiscard]] auth::Session& session() const { return *session_; }

  // A check in `region`, which RegionFor gave, is about to come.
  void Announce(const std::string& region);

  // As cts::CheckBuckets, but in one call with other reads of the region. An error is the read's
  // own: a call that is refused or not understood because of one bucket fails that bucket's read.
  [[nodiscard]] tl::expected<cts::CheckAnswer, service::Error> Check(
      const cts::CheckRequest& request, const std::stop_token& stop);

 private:
  using Batcher = batch::RequestBatcher<cts::BucketQuery, cts::BucketVerdict, service::Error>;

  Batcher& BatcherFor(const std::string& region);

  const std::shared_ptr<auth::Session> session_;
  const batch::Options options_;
  base::Clock& clock_;
  std::mutex mutex_;
  std::map<std::string, std::unique_ptr<Batcher>> batchers_;  // last: their threads use the rest
};

}  // namespace provider::bucket_check
