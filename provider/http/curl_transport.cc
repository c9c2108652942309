// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

#include "provider/http/curl_transport.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <csignal>
#include <mutex>
#include <semaphore>
#include <thread>
#include <unordered_map>

#define CURL_STRICTER  // distinct types for CURL and CURLM
#include <curl/curl.h>
#include <fmt/format.h>

#include "provider/base/redaction.h"
#include "provider/http/answer_reader.h"
#include "provider/http/ca_roots.h"
#include "provider/http/failure.h"
#include "provider/http/proxy.h"
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

// One request on its way. Its sender and the loop share it: a sender that is stopped leaves at
// once, and the loop tidies up later.
struct Call {
  explicit Call(const Request& asked) : request(asked), reader(asked.max_answer_bytes) {}

  // Hands the result to the sender; the first of those who finish a call wins.
  void Finish(Result outcome) {
    if (finished.exchange(true)) return;
    result = std::move(outcome);
    done.release();
  }

  const Request request;
  Url url;
  std::optional<Proxy> proxy;
  const CaRoots* roots = nullptr;  // none where no certificate is verified
  milliseconds time_limit{0};
  milliseconds connect_limit{0};

  // Of the loop's thread from here on.
  Owned<curl_slist> headers;
  Owned<CURL> easy;
  AnswerReader reader;
  bool too_many_headers = false;
  bool too_much_body = false;
  std::array<char, CURL_ERROR_SIZE> detail{};

  std::atomic<bool> finished{false};
  std::binary_semaphore done{0};
  Result result;
};

std::size_t OnHeader(char* data, std::size_t, std::size_t size, void* call_pointer) {
  auto& call = *static_cast<Call*>(call_pointer);
  call.too_many_headers = !call.reader.AddHeaderLine({data, size});
  return call.too_many_headers ? 0 : size;
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

std::string Detail(const Call& call, CURLcode code) {
  const std::string_view detail(call.detail.data());
  auto clean = base::CleanForeignText(detail.empty() ? curl_easy_strerror(code) : detail);
  while (clean.ends_with('.') || clean.ends_with(' ')) clean.pop_back();
  return clean;
}

struct Rule {
  CURLcode code;
  Kind kind;
  std::string_view text;
};

constexpr std::array kRules{
    Rule{CURLE_COULDNT_RESOLVE_HOST, Kind::kResolve, "The name {host} was not resolved: {detail}."},
    Rule{CURLE_COULDNT_RESOLVE_PROXY, Kind::kProxy, "The proxy's name {proxy} was not resolved."},
    Rule{CURLE_PROXY, Kind::kProxy, "The proxy {proxy} did not connect to {host}: {detail}."},
    Rule{CURLE_SSL_CACERT_BADFILE, Kind::kSetup,
         "The CA certificates cannot be read: they are damaged or not in PEM form."},
    Rule{CURLE_GOT_NOTHING, Kind::kBroken, "{host} closed the connection without an answer."},
    Rule{CURLE_PARTIAL_FILE, Kind::kBroken, "{host} closed the connection amid its answer."},
    Rule{CURLE_RECV_ERROR, Kind::kBroken, "The connection to {host} broke: {detail}."},
    Rule{CURLE_SEND_ERROR, Kind::kBroken, "The connection to {host} broke: {detail}."},
    // HTTP/0.9, which is any text; the scheme of the URL was checked before.
    Rule{CURLE_UNSUPPORTED_PROTOCOL, Kind::kBroken, "{host} answered with what is not HTTP."},
    Rule{CURLE_WEIRD_SERVER_REPLY, Kind::kBroken, "{host} answered with what is not HTTP."},
    Rule{CURLE_FILESIZE_EXCEEDED, Kind::kTooLarge, "The answer of {host} exceeds {limit} bytes."},
    Rule{CURLE_URL_MALFORMAT, Kind::kSetup, "The URL of the request to {host} is malformed."},
    // What libcurl says of one header line beyond 100 KB.
    Rule{CURLE_OUT_OF_MEMORY, Kind::kTooLarge, "A header of the answer of {host} is too long."},
};

constexpr std::array kTlsCodes{
    CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CERTPROBLEM,       CURLE_SSL_CIPHER,
    CURLE_SSL_CRL_BADFILE,   CURLE_SSL_ISSUER_ERROR,      CURLE_SSL_PINNEDPUBKEYNOTMATCH,
    CURLE_SSL_CLIENTCERT,    CURLE_SSL_INVALIDCERTSTATUS,
};

TransportError ErrorOf(const Call& call, CURLcode code) {
  Failure failure;
  failure.host = call.url.shown;
  if (call.proxy) failure.proxy = call.proxy->shown;
  failure.detail = Detail(call, code);
  failure.os_error = static_cast<int>(Info<long>(call, CURLINFO_OS_ERRNO));
  failure.verify_result = Info<long>(call, CURLINFO_SSL_VERIFYRESULT);
  failure.connected = Info<curl_off_t>(call, CURLINFO_PRETRANSFER_TIME_T) > 0;
  failure.connect_limit = call.connect_limit;
  failure.time_limit = call.time_limit;

  if (call.too_many_headers) {
    return {Kind::kTooLarge, fmt::format("The headers of the answer of {} exceed {} bytes.",
                                         failure.host, kMaxHeaderBytes)};
  }
  if (call.too_much_body) code = CURLE_FILESIZE_EXCEEDED;
  if (code == CURLE_OPERATION_TIMEDOUT) return TimedOut(failure);
  if (code == CURLE_COULDNT_CONNECT) return NotConnected(failure);
  if (code == CURLE_PEER_FAILED_VERIFICATION) return CertificateRefused(failure);
  if (std::find(kTlsCodes.begin(), kTlsCodes.end(), code) != kTlsCodes.end()) {
    return TlsFailed(failure);
  }
  constexpr long kFirstRefusal = 300;
  const auto proxy_status = Info<long>(call, CURLINFO_HTTP_CONNECTCODE);
  if (call.proxy && code == CURLE_RECV_ERROR && proxy_status >= kFirstRefusal) {
    return {Kind::kProxy, fmt::format("The proxy {} refused to connect to {}: HTTP status {}.",
                                      failure.proxy, failure.host, proxy_status)};
  }
  constexpr Rule kOther{CURLE_OK, Kind::kBroken, "The request to {host} failed: {detail}."};
  const auto* rule = std::find_if(kRules.begin(), kRules.end(),
                                  [code](const Rule& each) { return each.code == code; });
  if (rule == kRules.end()) rule = &kOther;
  return {rule->kind,
          fmt::format(fmt::runtime(rule->text), fmt::arg("host", failure.host),
                      fmt::arg("proxy", failure.proxy), fmt::arg("detail", failure.detail),
                      fmt::arg("limit", call.request.max_answer_bytes))};
}

Result Answered(Call& call) {
  const auto status = static_cast<int>(Info<long>(call, CURLINFO_RESPONSE_CODE));
  auto response = std::move(call.reader).Take(status);
  if (!response) return tl::unexpected(ErrorOf(call, CURLE_PARTIAL_FILE));
  return *std::move(response);
}

// ---- Requests

std::optional<TransportError> SetHeaders(Call& call) {
  const auto append = [&call](const std::string& line) {
    auto* longer = curl_slist_append(call.headers.get(), line.c_str());
    if (longer == nullptr) throw std::bad_alloc();
    static_cast<void>(call.headers.release());
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

void SetTls(CURL* easy, const CaRoots* roots) {
  // The same for the server and a proxy that speaks TLS.
  const auto set_both = [easy](CURLoption server, CURLoption proxy, auto value) {
    curl_easy_setopt(easy, server, value);
    curl_easy_setopt(easy, proxy, value);
  };
  set_both(CURLOPT_SSLVERSION, CURLOPT_PROXY_SSLVERSION, long{CURL_SSLVERSION_TLSv1_2});
  set_both(CURLOPT_SSL_VERIFYPEER, CURLOPT_PROXY_SSL_VERIFYPEER, roots != nullptr ? 1L : 0L);
  set_both(CURLOPT_SSL_VERIFYHOST, CURLOPT_PROXY_SSL_VERIFYHOST, roots != nullptr ? 2L : 0L);
  if (roots == nullptr) return;
  curl_easy_setopt(easy, CURLOPT_CA_CACHE_TIMEOUT, -1L);  // a bundle is read once
  if (!roots->pem.empty()) {
    curl_blob pem{const_cast<char*>(roots->pem.data()), roots->pem.size(), CURL_BLOB_COPY};
    set_both(CURLOPT_CAINFO_BLOB, CURLOPT_PROXY_CAINFO_BLOB, &pem);
  }
  if (!roots->file.empty()) set_both(CURLOPT_CAINFO, CURLOPT_PROXY_CAINFO, roots->file.c_str());
  if (!roots->directory.empty()) {
    set_both(CURLOPT_CAPATH, CURLOPT_PROXY_CAPATH, roots->directory.c_str());
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
  curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, OnHeader);
  curl_easy_setopt(easy, CURLOPT_HEADERDATA, &call);
  curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, OnBody);
  curl_easy_setopt(easy, CURLOPT_WRITEDATA, &call);
}

Result Cancelled() { return Fail(Kind::kCancelled, "The request was cancelled."); }

// Signals are for main. SIGPIPE above all: OpenSSL writes without MSG_NOSIGNAL. Those of a crash
// stay, or the crash would go unreported.
void BlockSignals() {
  sigset_t signals;
  sigfillset(&signals);
  for (const int crash : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS}) {
    sigdelset(&signals, crash);
  }
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
}

// ---- The thread

// Moves every call on one thread. The transport holds it, and so does each sender, because a stop
// request may wake the loop while the transport is being destroyed.
class Loop {
 public:
  explicit Loop(std::string user_agent) : user_agent_(std::move(user_agent)) {}

  void Add(std::shared_ptr<Call> call) {
    if (!Prepare(*call)) return;
    const std::lock_guard lock(mutex_);
    if (closed_) return call->Finish(Cancelled());
    if (!multi_) {
      curl_global_init(CURL_GLOBAL_DEFAULT);
      multi_.reset(curl_multi_init());
      curl_multi_setopt(multi_.get(), CURLMOPT_MAXCONNECTS, kMaxIdleConnections);
      thread_ = std::thread([this] { Run(); });
    }
    added_.push_back(std::move(call));
    curl_multi_wakeup(multi_.get());
  }

  // Some call was finished by its sender: let go of it.
  void DropFinished() {
    drop_finished_ = true;
    const std::lock_guard lock(mutex_);
    if (multi_) curl_multi_wakeup(multi_.get());
  }

  void Close() {
    {
      const std::lock_guard lock(mutex_);
      closed_ = true;
      if (multi_) curl_multi_wakeup(multi_.get());
    }
    if (thread_.joinable()) thread_.join();
    for (const auto& call : added_) call->Finish(Cancelled());
  }

 private:
  // On the sender's thread. False when the call is finished already.
  bool Prepare(Call& call) {
    if (auto error = SetHeaders(call)) {
      call.Finish(tl::unexpected(*std::move(error)));
      return false;
    }
    call.easy.reset(curl_easy_init());
    if (!call.easy) throw std::bad_alloc();
    SetTransfer(call);
    SetMethod(call.easy.get(), call.request);
    SetProxy(call.easy.get(), call.proxy);
    SetTls(call.easy.get(), call.roots);
    if (!user_agent_.empty()) {
      curl_easy_setopt(call.easy.get(), CURLOPT_USERAGENT, user_agent_.c_str());
    }
    return true;
  }

  void Run() {
    BlockSignals();
    while (TakeAdded()) {
      if (drop_finished_.exchange(false)) {
        std::erase_if(active_, [this](const auto& entry) {
          const bool finished = entry.second->finished;
          if (finished) curl_multi_remove_handle(multi_.get(), entry.first);
          return finished;
        });
      }
      int running = 0;
      curl_multi_perform(multi_.get(), &running);
      FinishDone();
      curl_multi_poll(multi_.get(), nullptr, 0, kIdlePollMs, nullptr);
    }
    for (const auto& [easy, call] : active_) {
      curl_multi_remove_handle(multi_.get(), easy);
      call->Finish(Cancelled());
    }
    active_.clear();
  }

  // False when the loop is to end.
  bool TakeAdded() {
    std::vector<std::shared_ptr<Call>> added;
    {
      const std::lock_guard lock(mutex_);
      if (closed_) return false;
      added.swap(added_);
    }
    for (auto& call : added) {
      if (call->finished) continue;
      auto* easy = call->easy.get();
      curl_multi_add_handle(multi_.get(), easy);
      active_.emplace(easy, std::move(call));
    }
    return true;
  }

  void FinishDone() {
    int left = 0;
    while (const auto* message = curl_multi_info_read(multi_.get(), &left)) {
      auto* easy = message->easy_handle;
      const auto code = message->data.result;
      const auto call = std::move(active_.extract(easy).mapped());
      curl_multi_remove_handle(multi_.get(), easy);
      call->Finish(code == CURLE_OK ? Answered(*call) : tl::unexpected(ErrorOf(*call, code)));
    }
  }

  const std::string user_agent_;

  std::mutex mutex_;
  bool closed_ = false;
  std::vector<std::shared_ptr<Call>> added_;
  Owned<CURLM> multi_;
  std::thread thread_;
  std::atomic<bool> drop_finished_{false};

  std::unordered_map<CURL*, std::shared_ptr<Call>> active_;  // of the loop's thread
};

class CurlTransport final : public Transport {
 public:
  explicit CurlTransport(TransportOptions options)
      : options_(std::move(options)),
        proxies_(options_.environment),
        loop_(std::make_shared<Loop>(options_.user_agent)) {}

  ~CurlTransport() override { loop_->Close(); }

  Result Send(const Request& request, std::stop_token stop) override {
    if (stop.stop_requested()) return Cancelled();
    const auto call = std::make_shared<Call>(request);
    if (auto error = Describe(*call)) return tl::unexpected(*std::move(error));
    const auto loop = loop_;
    loop->Add(call);
    const std::stop_callback on_stop(stop, [&] {
      call->Finish(Cancelled());
      loop->DropFinished();
    });
    call->done.acquire();
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
    call.roots = &roots_;
    return LoadRoots();
  }

  std::optional<TransportError> LoadRoots() {
    std::call_once(roots_once_, [this] {
      auto found = FindCaRoots(options_.ca, options_.environment);
      if (found) {
        roots_ = *std::move(found);
      } else {
        roots_error_ = TransportError{Kind::kSetup, std::move(found.error())};
      }
    });
    return roots_error_;
  }

  const TransportOptions options_;
  const ProxyRules proxies_;
  const std::shared_ptr<Loop> loop_;
  std::once_flag roots_once_;
  CaRoots roots_;
  std::optional<TransportError> roots_error_;
};

}  // namespace

std::unique_ptr<Transport> MakeCurlTransport(TransportOptions options) {
  return std::make_unique<CurlTransport>(std::move(options));
}

}  // namespace provider::http
