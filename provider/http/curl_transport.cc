// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/curl_transport.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <unordered_map>
#include <vector>

#define CURL_STRICTER  // distinct types for CURL and CURLM
#include <curl/curl.h>
#include <fmt/format.h>

#include "provider/base/redaction.h"
#include "provider/http/answer_reader.h"
#include "provider/http/curl_error.h"
#include "provider/http/proxy.h"
#include "provider/http/trust.h"
#include "provider/http/url.h"

namespace provider::http {
namespace {

using std::chrono::milliseconds;
using Kind = TransportError::Kind;
using Result = tl::expected<Response, TransportError>;

constexpr long kMaxIdleConnections = 32;
constexpr int kIdlePollMs = 600'000;

struct FreeWithCurl {
  void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
template <typename T>
using Owned = std::unique_ptr<T, FreeWithCurl>;

tl::unexpected<TransportError> Fail(Kind kind, std::string message) {
  return tl::unexpected(TransportError{kind, std::move(message)});
}

// One request on its way. Its sender holds it, and so does the exchange: a sender that is stopped
// leaves at once, and the exchange tidies up later.
struct Call {
  explicit Call(const Request& asked) : request(asked), reader(asked.max_answer_bytes) {}

  const Request request;
  Url url;
  std::optional<Proxy> proxy;
  const Trust* trust = nullptr;  // none where no certificate is verified
  milliseconds time_limit{0};
  milliseconds connect_limit{0};

  // Of the mover, once the exchange has it.
  Owned<curl_slist> headers;
  Owned<CURL> easy;
  AnswerReader reader;
  bool too_many_headers = false;
  bool too_much_body = false;
  std::array<char, CURL_ERROR_SIZE> detail{};

  // Written under the exchange's lock.
  std::atomic<bool> finished{false};
  Result result;
  std::condition_variable changed;  // it is finished, or its sender may become the mover
};

std::size_t OnHeader(char* data, std::size_t, std::size_t size, void* call_pointer) {
  auto& call = *static_cast<Call*>(call_pointer);
  call.too_many_headers = !call.reader.AddHeaderLine({data, size});
  return call.too_many_headers ? 0 : size;
}

// Ends a call whose time is over where libcurl does not look at the clock: while a proxy sends
// headers without end in answer to CONNECT, nothing else on this thread would have its turn.
int OnProgress(void* call_pointer, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  const auto& call = *static_cast<const Call*>(call_pointer);
  return call.finished || std::chrono::steady_clock::now() >= call.request.deadline ? 1 : 0;
}

std::size_t OnBody(char* data, std::size_t, std::size_t size, void* call_pointer) {
  auto& call = *static_cast<Call*>(call_pointer);
  call.too_much_body = !call.reader.AddBody({data, size});
  return call.too_much_body ? 0 : size;
}

// ---- Errors

template <typename T>
T Info(const Call& call, CURLINFO info) {
  T value{};
  curl_easy_getinfo(call.easy.get(), info, &value);
  return value;
}

TransportError ErrorOf(const Call& call, CURLcode code) {
  const std::string_view detail(call.detail.data());
  CurlFailure failure;
  failure.host = call.url.shown;
  if (call.proxy) failure.proxy = call.proxy->shown;
  failure.detail = CurlDetail(detail.empty() ? curl_easy_strerror(code) : detail);
  failure.os_error = static_cast<int>(Info<long>(call, CURLINFO_OS_ERRNO));
  failure.verify_result = Info<long>(call, CURLINFO_SSL_VERIFYRESULT);
  failure.connected = Info<curl_off_t>(call, CURLINFO_PRETRANSFER_TIME_T) > 0;
  failure.connect_limit = call.connect_limit;
  failure.time_limit = call.time_limit;
  failure.proxy_status = Info<long>(call, CURLINFO_HTTP_CONNECTCODE);
  failure.max_answer_bytes = call.request.max_answer_bytes;
  failure.too_many_headers = call.too_many_headers;
  failure.too_much_body = call.too_much_body;
  return CurlError(code, failure);
}

Result Answered(Call& call) {
  const auto status = static_cast<int>(Info<long>(call, CURLINFO_RESPONSE_CODE));
  auto response = std::move(call.reader).Take(status);
  if (!response) return tl::unexpected(ErrorOf(call, CURLE_PARTIAL_FILE));
  if (HasTwoLengths(response->headers)) {
    return Fail(Kind::kBroken,
                fmt::format("{} answered with two different lengths.", call.url.shown));
  }
  return *std::move(response);
}

// ---- Requests

std::optional<TransportError> SetHeaders(Call& call) {
  const auto append = [&call](const std::string& line) {
    auto* longer = curl_slist_append(call.headers.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    [[maybe_unused]] const auto* same = call.headers.release();  // `longer` begins with it
    call.headers.reset(longer);
  };
  constexpr std::string_view kLineEnds("\r\n\0", 3);
  for (const auto& [name, value] : call.request.headers) {
    if (!IsToken(name) || value.find_first_of(kLineEnds) != std::string::npos) {
      return TransportError{Kind::kSetup, fmt::format("The header \"{}\" cannot be sent.",
                                                      base::CleanForeignText(name))};
    }
    if (curl_strequal(name.c_str(), "Content-Length") != 0) continue;  // curl writes its own
    append(value.empty() ? name + ";" : fmt::format("{}: {}", name, value));
  }
  // What curl would add by itself.
  append("Expect:");
  if (FindHeader(call.request.headers, "Content-Type") == nullptr) append("Content-Type:");
  return std::nullopt;
}

void SetMethod(CURL* easy, const Request& request) {
  const bool may_be_empty = request.method == "GET" || request.method == "HEAD" ||
                            request.method == "DELETE" || request.method == "OPTIONS";
  if (!request.body.empty() || !may_be_empty) {
    curl_easy_setopt(easy, CURLOPT_POST, 1L);
    curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(request.body.size()));
    curl_easy_setopt(easy, CURLOPT_POSTFIELDS, request.body.data());
  } else if (request.method == "HEAD") {
    curl_easy_setopt(easy, CURLOPT_NOBODY, 1L);
  }
  curl_easy_setopt(easy, CURLOPT_CUSTOMREQUEST, request.method.c_str());
}

void SetProxy(CURL* easy, const std::optional<Proxy>& proxy) {
  // Set in any case: left alone, curl reads the process's environment.
  curl_easy_setopt(easy, CURLOPT_PROXY, proxy ? proxy->url.c_str() : "");
  curl_easy_setopt(easy, CURLOPT_NOPROXY, "");
  curl_easy_setopt(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
}

CURLcode OnTlsContext(CURL*, void* context, void* bundle) {
  const auto* authorities = static_cast<const CaBundle*>(bundle);
  return authorities->AddTo(static_cast<ssl_ctx_st*>(context)) ? CURLE_OK : CURLE_OUT_OF_MEMORY;
}

void SetTls(CURL* easy, const Trust* trust) {
  // The same for the server and a proxy that speaks TLS.
  const auto set_both = [easy](CURLoption server, CURLoption proxy, auto value) {
    curl_easy_setopt(easy, server, value);
    curl_easy_setopt(easy, proxy, value);
  };
  set_both(CURLOPT_SSLVERSION, CURLOPT_PROXY_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
  set_both(CURLOPT_SSL_VERIFYPEER, CURLOPT_PROXY_SSL_VERIFYPEER, trust != nullptr ? 1L : 0L);
  set_both(CURLOPT_SSL_VERIFYHOST, CURLOPT_PROXY_SSL_VERIFYHOST, trust != nullptr ? 2L : 0L);
  if (trust == nullptr) return;
  if (trust->bundle) {
    // Called for the server's context and for that of a proxy.
    curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, OnTlsContext);
    curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, trust->bundle.get());
    // What curl would keep is the store of one connection, which refers to the bundle.
    curl_easy_setopt(easy, CURLOPT_CA_CACHE_TIMEOUT, 0L);
  }
  if (!trust->directories.empty()) {
    set_both(CURLOPT_CAPATH, CURLOPT_PROXY_CAPATH, trust->directories.c_str());
  }
}

void SetTransfer(Call& call) {
  auto* easy = call.easy.get();
  curl_easy_setopt(easy, CURLOPT_PRIVATE, &call);
  curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, call.detail.data());
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_URL, call.request.url.c_str());
  curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);  // the path was signed as it is
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy, CURLOPT_HTTP_CONTENT_DECODING, 0L);
  curl_easy_setopt(easy, CURLOPT_HTTPHEADER, call.headers.get());
  curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, static_cast<long>(call.time_limit.count()));
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(call.connect_limit.count()));
  curl_easy_setopt(easy, CURLOPT_MAXFILESIZE_LARGE,
                   static_cast<curl_off_t>(call.request.max_answer_bytes));
  curl_easy_setopt(easy, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, OnProgress);
  curl_easy_setopt(easy, CURLOPT_XFERINFODATA, &call);
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, OnHeader);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &call);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, OnBody);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &call);
}

Result Cancelled() { return Fail(Kind::kCancelled, "The request was cancelled."); }

Result OutOfDescriptors(const Call& call) {
  return Fail(Kind::kConnect,
              fmt::format("The connection to {} failed: too many open files.", call.url.shown));
}

// ---- The exchange

// Moves all calls on the thread of one of their senders, the mover, so that a lone call changes no
// thread. A mover leaves when its own call is finished, and another sender takes its place. The
// transport holds the exchange, and so does each sender, because a stop request may come while the
// transport is being destroyed.
class Exchange {
 public:
  explicit Exchange(std::string user_agent) : user_agent_(std::move(user_agent)) {}

  // Returns when the call is finished.
  void Move(const std::shared_ptr<Call>& call) {
    auto problem = Prepare(*call);
    std::unique_lock lock(mutex_);
    if (problem) Finish(*call, tl::unexpected(*std::move(problem)));
    if (closed_) Finish(*call, Cancelled());
    if (!call->finished && !Begin()) Finish(*call, OutOfDescriptors(*call));
    if (call->finished) return;
    added_.push_back(call);
    if (mover_ != nullptr) curl_multi_wakeup(multi_.get());
    call->changed.wait(lock, [&] { return call->finished || mover_ == nullptr; });
    // A finished call may be what the last mover left behind: then its sender lets go of it.
    if (mover_ != nullptr) return;
    mover_ = call.get();
    lock.unlock();
    MoveUntilFinished(*call);
    lock.lock();
    Finish(*call, Cancelled());  // unless it is: the exchange was closed
    mover_ = nullptr;
    AppointNext();
    left_.notify_all();
  }

  // While its sender is in Move, or before.
  void Stop(Call& call) {
    const std::lock_guard lock(mutex_);
    Finish(call, Cancelled());
    drop_finished_ = true;
    if (multi_) curl_multi_wakeup(multi_.get());
  }

  // Ends all calls, and those that come later. None is moved afterwards.
  void Close() {
    std::unique_lock lock(mutex_);
    closed_ = true;
    if (multi_) curl_multi_wakeup(multi_.get());
    left_.wait(lock, [this] { return mover_ == nullptr; });
    for (const auto& call : added_) Finish(*call, Cancelled());
    for (const auto& [_, call] : active_) Finish(*call, Cancelled());
    DropFinished();
  }

 private:
  // On the sender's thread. What is wrong with the request, if anything.
  std::optional<TransportError> Prepare(Call& call) {
    if (auto error = SetHeaders(call)) return error;
    call.easy.reset(curl_easy_init());
    if (!call.easy) throw std::bad_alloc();
    SetTransfer(call);
    SetMethod(call.easy.get(), call.request);
    SetProxy(call.easy.get(), call.proxy);
    SetTls(call.easy.get(), call.trust);
    if (!user_agent_.empty()) {
      curl_easy_setopt(call.easy.get(), CURLOPT_USERAGENT, user_agent_.c_str());
    }
    return std::nullopt;
  }

  // The first who finishes a call wins. Under the lock.
  static void Finish(Call& call, Result outcome) {
    if (call.finished) return;
    call.result = std::move(outcome);
    call.finished = true;
    call.changed.notify_one();
  }

  // False when there are no descriptors to wake the mover with: libcurl would go on without, and
  // senders and stops would not be seen for as long as the mover's own call takes.
  bool Begin() {
    if (multi_) return true;
    curl_global_init(CURL_GLOBAL_DEFAULT);
    multi_.reset(curl_multi_init());
    if (!multi_) throw std::bad_alloc();
    if (curl_multi_wakeup(multi_.get()) != CURLM_OK) {
      multi_.reset();
      return false;
    }
    curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, kMaxIdleConnections);
    return true;
  }

  // Under the lock, when nobody is the mover. A sender that comes in between may be faster.
  void AppointNext() {
    const auto waits = [](const auto& call) { return !call->finished; };
    if (const auto next = std::ranges::find_if(added_, waits); next != added_.end()) {
      (*next)->changed.notify_one();
    } else if (const auto other = std::ranges::find_if(active_, waits, &Active::value_type::second);
               other != active_.end()) {
      other->second->changed.notify_one();
    }
  }

  // ---- The mover alone, without the lock

  void MoveUntilFinished(const Call& own) noexcept {
    while (TakeAdded() && !own.finished) {
      if (drop_finished_.exchange(false)) DropFinished();
      int running = 0;
      curl_multi_perform(multi_.get(), &running);
      FinishDone();
      if (own.finished) break;
      curl_multi_poll(multi_.get(), nullptr, 0, kIdlePollMs, nullptr);
    }
    if (drop_finished_.exchange(false)) DropFinished();
  }

  // False when the exchange is closed.
  bool TakeAdded() {
    const std::lock_guard lock(mutex_);
    if (closed_) return false;
    for (auto& call : added_) {
      if (call->finished) continue;
      auto* easy = call->easy.get();
      curl_multi_add_handle(multi_.get(), easy);
      active_.emplace(easy, std::move(call));
    }
    added_.clear();
    return true;
  }

  void FinishDone() {
    int left = 0;
    while (const auto* message = curl_multi_info_read(multi_.get(), &left)) {
      auto* easy = message->easy_handle;
      const auto code = message->data.result;
      const auto call = std::move(active_.extract(easy).mapped());
      curl_multi_remove_handle(multi_.get(), easy);
      auto outcome = code == CURLE_OK ? Answered(*call) : tl::unexpected(ErrorOf(*call, code));
      const std::lock_guard lock(mutex_);
      Finish(*call, std::move(outcome));
    }
  }

  void DropFinished() {
    std::erase_if(active_, [this](const auto& entry) {
      const bool finished = entry.second->finished;
      if (finished) curl_multi_remove_handle(multi_.get(), entry.first);
      return finished;
    });
  }

  using Active = std::unordered_map<CURL*, std::shared_ptr<Call>>;

  const std::string user_agent_;

  std::mutex mutex_;
  bool closed_ = false;
  const Call* mover_ = nullptr;  // whose sender moves the calls
  std::condition_variable left_;
  std::vector<std::shared_ptr<Call>> added_;
  Owned<CURLM> multi_;
  std::atomic<bool> drop_finished_{false};

  Active active_;  // of the mover; under the lock when there is none
};

class CurlTransport final : public Transport {
 public:
  explicit CurlTransport(TransportOptions options)
      : options_(std::move(options)),
        proxies_(options_.environment),
        exchange_(std::make_shared<Exchange>(options_.user_agent)) {}

  ~CurlTransport() override { exchange_->Close(); }

  Result Send(const Request& request, std::stop_token stop) override {
    if (stop.stop_requested()) return Cancelled();
    const auto call = std::make_shared<Call>(request);
    if (auto error = Describe(*call)) return tl::unexpected(*std::move(error));
    const auto exchange = exchange_;
    const std::stop_callback on_stop(stop, [&] { exchange->Stop(*call); });
    exchange->Move(call);
    return std::move(call->result);
  }

 private:
  // Fills in what the request's URL and the settings say.
  std::optional<TransportError> Describe(Call& call) {
    const auto& request = call.request;
    auto url = ParseUrl(request.url);
    if (!url || (url->scheme != "http" && url->scheme != "https") || !url->user_info.empty()) {
      return TransportError{Kind::kSetup, "The URL of the request is not an http or https URL."};
    }
    call.url = *std::move(url);
    if (!IsToken(request.method)) {
      return TransportError{Kind::kSetup, "The method of the request is malformed."};
    }
    const auto left =
        std::chrono::ceil<milliseconds>(request.deadline - std::chrono::steady_clock::now());
    if (left <= milliseconds(0)) {
      return TransportError{Kind::kTimeout,
                            fmt::format("No time was left to ask {}.", call.url.shown)};
    }
    call.time_limit = std::min<milliseconds>(left, std::chrono::hours(24));
    call.connect_limit = std::clamp(request.connect_timeout, milliseconds(1), call.time_limit);
    if (request.use_proxy) {
      auto proxy = proxies_.ProxyFor(call.url);
      if (!proxy) return proxy.error();
      call.proxy = *std::move(proxy);
    }
    const bool uses_tls = call.url.scheme == "https" || (call.proxy && call.proxy->is_tls);
    if (!uses_tls || options_.insecure) return std::nullopt;
    std::call_once(trust_once_, [this] { trust_ = LoadTrust(options_.ca, options_.environment); });
    if (!trust_) return TransportError{Kind::kSetup, trust_.error()};
    call.trust = &*trust_;
    return std::nullopt;
  }

  const TransportOptions options_;
  const ProxyRules proxies_;
  const std::shared_ptr<Exchange> exchange_;
  std::once_flag trust_once_;
  tl::expected<Trust, std::string> trust_;
};

}  // namespace

std::unique_ptr<Transport> MakeCurlTransport(TransportOptions options) {
  return std::make_unique<CurlTransport>(std::move(options));
}

}  // namespace provider::http
