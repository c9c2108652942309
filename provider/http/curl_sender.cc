// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/curl_sender.h"

#include <algorithm>
#include <new>
#include <optional>
#include <stdexcept>
#include <stop_token>

#include "provider/base/clock.h"
#include "provider/http/failure.h"

namespace provider::http {
namespace {

// The number of idle connections kept. A sender connects to CTS and IAM in a few regions at most.
constexpr long kMaxConnections = 4;
// Any large value will do: libcurl returns earlier for a timeout, a socket or a wake-up.
constexpr std::chrono::milliseconds kMostPoll = std::chrono::minutes(10);

void InitializeCurl() {
  static const CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (code != CURLE_OK) throw std::runtime_error(curl_easy_strerror(code));
}

void Check(CURLMcode code) {
  if (code != CURLM_OK) throw std::runtime_error(curl_multi_strerror(code));
}

// Adds a transfer to a multi handle for as long as this lives.
class Transfer {
 public:
  Transfer(CURLM* multi, CURL* easy) : multi_(multi), easy_(easy) {
    Check(curl_multi_add_handle(multi, easy));
  }
  ~Transfer() { curl_multi_remove_handle(multi_, easy_); }
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  // The code with which the transfer finished; nullopt while it is under way.
  std::optional<CURLcode> Perform() {
    int running = 0;
    Check(curl_multi_perform(multi_, &running));
    int left = 0;
    const auto* message = curl_multi_info_read(multi_, &left);
    if (message == nullptr) return std::nullopt;
    return message->data.result;
  }

 private:
  CURLM* multi_;
  CURL* easy_;
};

// How long to wait for libcurl. It has a timer for the deadline, but 7.88 loses a timer that is due
// within a millisecond after it has handled another. Never 0: its clock may be behind by a little.
int PollMs(base::SteadyTime deadline) {
  using std::chrono::milliseconds;
  const auto left = std::chrono::ceil<milliseconds>(deadline - std::chrono::steady_clock::now());
  return static_cast<int>(std::clamp(left, milliseconds(1), kMostPoll).count());
}

}  // namespace

std::unique_ptr<CurlSender> CurlSender::Make() {
  InitializeCurl();
  MultiHandle multi(curl_multi_init());
  if (!multi) throw std::bad_alloc();
  // Without free descriptors, libcurl creates a multi handle that cannot be woken up.
  if (curl_multi_wakeup(multi.get()) != CURLM_OK) return nullptr;
  curl_multi_setopt(multi.get(), CURLMOPT_MAXCONNECTS, kMaxConnections);
  return std::unique_ptr<CurlSender>(new CurlSender(std::move(multi)));
}

void CurlSender::Wait(std::vector<curl_waitfd>& descriptors, std::chrono::milliseconds most) {
  Check(curl_multi_poll(multi_.get(), descriptors.data(),
                        static_cast<unsigned int>(descriptors.size()),
                        static_cast<int>(most.count()), nullptr));
}

void CurlSender::Wake() { curl_multi_wakeup(multi_.get()); }

tl::expected<Response, TransportError> CurlSender::Send(CurlRequest& request) {
  const auto& stop = request.stop();
  Transfer transfer(multi_.get(), request.easy());
  const std::stop_callback wake(stop, [this] { Wake(); });
  // A wake-up before curl_multi_poll is not lost: the next poll returns at once.
  while (!stop.stop_requested()) {
    if (const auto code = transfer.Perform()) return request.TakeResult(*code);
    Check(curl_multi_poll(multi_.get(), nullptr, 0, PollMs(request.deadline()), nullptr));
  }
  return tl::unexpected(Cancelled());
}

}  // namespace provider::http
