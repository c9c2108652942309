// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

//go:build soak

package host

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// fault is what happens to one call of checkbucket.
type fault int

const (
	passed fault = iota
	status500
	throttled   // 429
	resetBefore // the connection is reset before the service gets the call
	resetMidway // the service responds, and half of its response arrives
	slow
	refusal // 503, which is not tried again: the reads of this call must fail
	kinds
)

func (f fault) String() string {
	return [...]string{"passed", "500", "429", "reset before", "reset midway", "slow", "503"}[f]
}

const (
	failPercent = 5
	slowDelay   = 300 * time.Millisecond
)

// lossy is a proxy before the stand-in that fails some of its calls. It counts per bucket what the stand-in
// received and sent: each bucket must be requested once and get one result.
type lossy struct {
	*httptest.Server
	behind   string
	client   *http.Client
	refusals bool // whether some calls fail for good

	mutex   sync.Mutex
	calls   int
	faults  [kinds]int
	results map[string]int  // by bucket, complete responses that were sent
	lost    map[string]bool // buckets of calls that were refused
}

func newLossy(t testing.TB, behind *standin, refusals bool) *lossy {
	l := &lossy{
		behind: behind.url, refusals: refusals,
		client:  &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 128}},
		results: map[string]int{}, lost: map[string]bool{},
	}
	l.Server = httptest.NewServer(http.HandlerFunc(l.serve))
	l.Config.ErrorLog = nil
	t.Cleanup(func() {
		l.CloseClientConnections()
		l.Close()
		l.client.CloseIdleConnections()
	})
	return l
}

// settings are of a provider that needs no look-ups.
func (l *lossy) settings(batching bool) object {
	return object{
		"region": "eu-west-0", "access_key": standinKey, "secret_key": standinSecret,
		"domain_id": standinDomain, "project_id": standinProject,
		"endpoints": map[string]any{"cts": l.URL, "iam": l.URL, "sts": l.URL, "metadata": ""},
		"batching":  object{"enabled": batching},
	}
}

// faultOf distributes the kinds of faults over the calls by number only.
func (l *lossy) faultOf(call int) fault {
	h := uint64(call) * 0x9e3779b97f4a7c15
	h = (h ^ h>>31) * 0xbf58476d1ce4e5b9
	h ^= h >> 32
	if h%100 >= failPercent {
		return passed
	}
	all := uint64(kinds) - 1
	if !l.refusals {
		all-- // the last kind
	}
	return status500 + fault(h/100%all)
}

func (l *lossy) serve(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // the caller is gone
	}
	if !strings.HasSuffix(r.URL.Path, "/checkbucket") {
		l.forward(w, r, body, passed)
		return
	}
	var request struct {
		Buckets []struct {
			Name string `json:"bucket_name"`
		} `json:"buckets"`
	}
	_ = json.Unmarshal(body, &request)
	l.mutex.Lock()
	l.calls++
	kind := l.faultOf(l.calls)
	l.faults[kind]++
	for _, bucket := range request.Buckets {
		if kind == refusal {
			l.lost[bucket.Name] = true
		} else if kind == passed || kind == slow {
			l.results[bucket.Name]++
		}
	}
	l.mutex.Unlock()
	switch kind {
	case status500:
		respondError(w, 500, "CTS.0005")
	case throttled:
		respondError(w, 429, "APIGW.0308")
	case refusal:
		respondError(w, 503, "CTS.0503")
	case resetBefore:
		reset(w, nil)
	case slow:
		time.Sleep(slowDelay)
		l.forward(w, r, body, kind)
	default:
		l.forward(w, r, body, kind)
	}
}

func respondError(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	fmt.Fprintf(w, `{"error_code":%q,"error_msg":"Failed on purpose."}`, code)
}

// reset sends what there is and resets the connection.
func reset(w http.ResponseWriter, before []byte) {
	connection, _, err := w.(http.Hijacker).Hijack()
	if err != nil {
		return
	}
	_, _ = connection.Write(before)
	_ = connection.(*net.TCPConn).SetLinger(0)
	_ = connection.Close()
}

func (l *lossy) forward(w http.ResponseWriter, r *http.Request, body []byte, kind fault) {
	request, err := http.NewRequest(r.Method, l.behind+r.URL.RequestURI(), bytes.NewReader(body))
	if err != nil {
		http.Error(w, err.Error(), 599)
		return
	}
	request.Host, request.Header = r.Host, r.Header // both are signed
	response, err := l.client.Do(request)
	if err != nil {
		http.Error(w, err.Error(), 599)
		return
	}
	defer response.Body.Close()
	whole, _ := io.ReadAll(response.Body)
	if kind == resetMidway {
		reset(w, fmt.Appendf(nil, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s", len(whole), whole[:len(whole)/2]))
		return
	}
	w.Header().Set("Content-Type", response.Header.Get("Content-Type"))
	w.WriteHeader(response.StatusCode)
	_, _ = w.Write(whole)
}

// book returns the counts after all reads have ended.
func (l *lossy) book() string {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	text := fmt.Sprintf("%d calls", l.calls)
	for kind := status500; kind < kinds; kind++ {
		text += fmt.Sprintf(", %d %v", l.faults[kind], kind)
	}
	return text
}

func (l *lossy) bucketsWithResult() int {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return len(l.results)
}

func (l *lossy) isLost(name string) bool {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	return l.lost[name]
}
