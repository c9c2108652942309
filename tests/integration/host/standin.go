// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
)

// The credentials that the stand-in accepts by default; its --help prints them. They give access to nothing.
const (
	standinDomain  = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
	standinProject = "e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0e0"
	standinKey     = "STANDINACCESSKEY0001"
	standinSecret  = "StandinSecretKey/k3Vb8QmXw5Rz7Tp2Yc01"
)

// standin is the stand-in for the cloud, which checks signatures. It ends with the test.
type standin struct {
	t   testing.TB
	url string
}

func newStandin(t testing.TB) *standin {
	t.Helper()
	line := startProgram(t, "CTS_STANDIN", "--max-seconds", "600").firstLine
	_, url, found := strings.Cut(strings.TrimSpace(line), "ready at ")
	if !found {
		t.Fatalf("the stand-in says %q", line)
	}
	return &standin{t: t, url: url}
}

// settings need two look-ups: they set neither account nor project.
func (s *standin) settings() object {
	return object{
		"region":     "eu-west-0",
		"access_key": standinKey,
		"secret_key": standinSecret,
		"endpoints":  map[string]any{"cts": s.url, "iam": s.url, "sts": s.url, "metadata": ""},
	}
}

func (s *standin) order(steps string) {
	s.t.Helper()
	response, err := http.Post(s.url+"/_control", "application/json", strings.NewReader(steps))
	check(s.t, err)
	defer response.Body.Close()
	if response.StatusCode != 200 {
		s.t.Fatalf("the stand-in refuses %s", steps)
	}
}

type standinLog struct {
	Calls []struct {
		Method, Path string
		Status       int
		Headers      map[string]any
	}
	Counters struct {
		Calls, Checkbucket, Buckets int
		MaxInFlight                 int `json:"max_in_flight"`
	}
}

func (s *standin) log() (log standinLog) {
	s.t.Helper()
	response, err := http.Get(s.url + "/_control/log")
	check(s.t, err)
	defer response.Body.Close()
	check(s.t, json.NewDecoder(response.Body).Decode(&log))
	return log
}
