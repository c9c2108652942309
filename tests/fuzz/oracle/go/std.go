// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package main

import (
	"net/http"
	"net/url"
	"strconv"
	"time"

	"golang.org/x/net/http/httpproxy"
)

// text → nanoseconds, and the text that Go prints for them.
func duration(texts []string) ([]string, bool) {
	d, err := time.ParseDuration(texts[0])
	return []string{strconv.FormatInt(int64(d), 10), d.String()}, err == nil
}

// text → seconds since 1970.
func httpDate(texts []string) ([]string, bool) {
	t, err := http.ParseTime(texts[0])
	return []string{strconv.FormatInt(t.Unix(), 10)}, err == nil
}

// text → scheme, host without brackets, port, user info as written.
func parsedURL(texts []string) ([]string, bool) {
	u, err := url.Parse(texts[0])
	if err != nil {
		return nil, false
	}
	return []string{u.Scheme, u.Hostname(), u.Port(), u.User.String()}, true
}

// HTTP_PROXY, HTTPS_PROXY, NO_PROXY, URL → the proxy's host and port, both empty without a proxy. A
// proxy that Go cannot use is refused: Go would then silently use none.
func proxy(texts []string) ([]string, bool) {
	config := httpproxy.Config{HTTPProxy: texts[0], HTTPSProxy: texts[1], NoProxy: texts[2]}
	target, err := url.Parse(texts[3])
	if err != nil {
		return nil, false
	}
	anywhere := *target
	anywhere.Host = "host.example"
	everything := httpproxy.Config{HTTPProxy: texts[0], HTTPSProxy: texts[1]}
	if through, err := everything.ProxyFunc()(&anywhere); err != nil || through == nil {
		return nil, false
	}
	through, err := config.ProxyFunc()(target)
	if err != nil {
		return nil, false
	}
	if through == nil {
		return []string{"", ""}, true
	}
	return []string{through.Hostname(), through.Port()}, true
}
