// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

// Command service responds to POST …/checkbucket on loopback for benchmarks: every bucket succeeds.
//
// It verifies no signature, so that it serves the peer, which signs nothing, like the provider. The
// delay stands for the work of a real service; its own work must not count, so it builds the response
// for each request body once and caches it.
//
// The first line on stdout is {"http": URL, "https": URL, "ca": FILE}. GET /calls returns and resets
// the number of calls; POST /delay?ms=N sets the delay. It exits when its stdin is closed.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

type service struct {
	calls   atomic.Int64
	delay   atomic.Int64 // nanoseconds
	answers sync.Map     // by request body
}

type bucket struct {
	Name       string    `json:"bucket_name"`
	Location   string    `json:"bucket_location"`
	KmsID      *string   `json:"kms_id,omitempty"`
	Encryption *bool     `json:"is_support_trace_files_encryption,omitempty"`
	Response   *response `json:"check_bucket_response"`
}

type response struct {
	ErrorCode    string `json:"error_code"`
	ErrorMessage string `json:"error_message"`
	ResponseCode int    `json:"response_code"`
	Success      bool   `json:"success"`
}

func makeAnswer(text []byte) ([]byte, error) {
	var body struct {
		Buckets []bucket `json:"buckets"`
	}
	if err := json.Unmarshal(text, &body); err != nil {
		return nil, err
	}
	for i := range body.Buckets {
		body.Buckets[i].Response = &response{ResponseCode: 200, Success: true}
	}
	return json.Marshal(body)
}

func (s *service) checkBucket(w http.ResponseWriter, r *http.Request) {
	arrival := time.Now()
	s.calls.Add(1)
	text, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	answer, known := s.answers.Load(string(text))
	if !known {
		made, err := makeAnswer(text)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		answer, _ = s.answers.LoadOrStore(string(text), made)
	}
	time.Sleep(time.Until(arrival.Add(time.Duration(s.delay.Load()))))
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(answer.([]byte))))
	_, _ = w.Write(answer.([]byte))
}

func (s *service) handler() http.Handler {
	routes := http.NewServeMux()
	routes.HandleFunc("POST /v3/{domain}/checkbucket", s.checkBucket)
	routes.HandleFunc("GET /calls", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, s.calls.Swap(0))
	})
	routes.HandleFunc("POST /delay", func(w http.ResponseWriter, r *http.Request) {
		milliseconds, err := strconv.Atoi(r.URL.Query().Get("ms"))
		if err != nil || milliseconds < 0 {
			http.Error(w, "ms is not a number", http.StatusBadRequest)
			return
		}
		s.delay.Store(int64(milliseconds) * int64(time.Millisecond))
	})
	return routes
}

func listen() (net.Listener, string) {
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	return listener, listener.Addr().String()
}

func main() {
	caFile := flag.String("ca", "", "file to write the certificate authority of the TLS port to")
	flag.Parse()
	certificate, err := makeCertificate(*caFile)
	if err != nil {
		log.Fatal(err)
	}
	var s service
	server := &http.Server{Handler: s.handler(), TLSConfig: certificate}
	plain, plainAddress := listen()
	secure, secureAddress := listen()
	go func() { log.Fatal(server.Serve(plain)) }()
	go func() { log.Fatal(server.ServeTLS(secure, "", "")) }()
	ready, _ := json.Marshal(map[string]string{
		"http": "http://" + plainAddress, "https": "https://" + secureAddress, "ca": *caFile,
	})
	fmt.Println(string(ready))
	_, _ = io.Copy(io.Discard, os.Stdin)
}
