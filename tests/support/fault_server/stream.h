// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// One accepted connection, plain or TLS, and ways to end it, including abrupt ones.
//
// Close() on TLS sends no close_notify: a response that ends this way is a truncation that the
// client must notice.

#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include <openssl/ssl.h>

namespace fault_server {

class Stream {
 public:
  // Owns `socket`.
  explicit Stream(int socket);
  ~Stream();
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  // False if the client refuses the certificate, as after most TLS faults.
  [[nodiscard]] bool Handshake(SSL_CTX* context);

  // Appends received data to `buffer`. False at the end, on an error, or after a minute without
  // data.
  [[nodiscard]] bool Read(std::string& buffer);
  // Writes everything; false if the client has closed. A `pause` follows each `step` bytes.
  bool Write(std::string_view data);
  bool WriteSlowly(std::string_view data, std::chrono::milliseconds pause, std::size_t step = 1);

  // Sends FIN. The client may still send data.
  void HalfClose();
  // Closes the connection with RST after the written data is sent.
  void Reset();
  // Closes the connection with FIN, without a TLS close_notify.
  void Close();
  // Closes the connection with a TLS close_notify and FIN, as a correct server does.
  void CloseCleanly();

  // Shuts down all connections of the process.
  static void CloseAll();

 private:
  int socket_;
  SSL* ssl_ = nullptr;
};

}  // namespace fault_server
