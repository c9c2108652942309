// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/system_names.h"

#include <condition_variable>
#include <exception>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>

namespace provider::http {
namespace {

// A look-up under way. Its thread and all callers that wait for it own it together.
class LookUp {
 public:
  static std::shared_ptr<LookUp> Start(const BlockingLookUp& look_up, const std::string& name) {
    auto started = std::make_shared<LookUp>();
    std::thread([started, look_up, name] {
      started->Finish([&]() -> NameResult {
        try {
          return look_up(name);
        } catch (const std::exception&) {  // it must not leave the thread
          return tl::unexpected(NameError{NameError::Kind::kFailed, {}, "out of memory"});
        }
      }());
    }).detach();
    return started;
  }

  [[nodiscard]] bool IsDone() {
    const std::lock_guard lock(mutex_);
    return result_.has_value();
  }

  [[nodiscard]] NameResult Wait(const NameQuery& query) {
    std::unique_lock lock(mutex_);
    finished_.wait_until(lock, query.stop, query.deadline, [this] { return result_.has_value(); });
    if (query.stop.stop_requested()) {
      return tl::unexpected(NameError{NameError::Kind::kCancelled, {}, {}});
    }
    if (!result_) return tl::unexpected(NameError{NameError::Kind::kNoServer, {}, {}});
    return *result_;
  }

 private:
  void Finish(NameResult result) {
    const std::lock_guard lock(mutex_);
    result_ = std::move(result);
    finished_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable_any finished_;
  std::optional<NameResult> result_;
};

// The look-ups under way, by name.
class Names {
 public:
  explicit Names(BlockingLookUp look_up) : look_up_(std::move(look_up)) {}

  NameResult Find(const NameQuery& query) { return JoinOrStart(query.name)->Wait(query); }

 private:
  std::shared_ptr<LookUp> JoinOrStart(const std::string& name) {
    const std::lock_guard lock(mutex_);
    std::erase_if(under_way_, [](const auto& each) { return each.second->IsDone(); });
    auto& look_up = under_way_[name];
    if (look_up) return look_up;
    try {
      look_up = LookUp::Start(look_up_, name);
    } catch (...) {
      under_way_.erase(name);
      throw;
    }
    return look_up;
  }

  const BlockingLookUp look_up_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<LookUp>> under_way_;
};

}  // namespace

NameSource SystemNames(BlockingLookUp look_up) {
  return [names = std::make_shared<Names>(std::move(look_up))](const NameQuery& query) {
    return names->Find(query);
  };
}

}  // namespace provider::http
