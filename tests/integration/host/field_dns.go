// SPDX-FileCopyrightText: The terraform-provider-cts authors
// SPDX-License-Identifier: MPL-2.0

package host

import (
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"
)

// dnsServer responds by the first rule that matches. A rule is "NAME [TYPE]: ACTION...", where NAME is a full
// name, "*.DOMAIN" for all names below it, or "*". Actions:
//
//	ADDRESS...    the addresses of the requested type; if there are none, "no data"
//	nxdomain, servfail, refused, notimp, formerr
//	lame          no data, from a server that neither has the domain nor queries others
//	drop          no response
//	drop-first    no response to the first query for this name and type
//	late SECONDS ACTION
//	cname NAME ADDRESS...
//	truncated ACTION    over UDP only a truncated response
//	elsewhere ACTION    a forged response from another port comes first
//	tcp-only ACTION     UDP is dropped
type dnsServer struct {
	t     testing.TB
	rules []string
	mutex sync.Mutex
	seen  map[string]bool
}

// startDNS serves at ADDRESS:53 over UDP and TCP until the process ends. The rule "no tcp" disables TCP.
func startDNS(t testing.TB, address string, rules []string) {
	t.Helper()
	s := &dnsServer{t: t, seen: map[string]bool{}}
	withTCP := true
	for _, rule := range rules {
		if rule == "no tcp" {
			withTCP = false
			continue
		}
		s.rules = append(s.rules, rule)
	}
	host := net.JoinHostPort(address, "53")
	packets, err := net.ListenPacket("udp", host)
	check(t, err)
	go func() {
		buffer := make([]byte, 4096)
		for {
			n, from, err := packets.ReadFrom(buffer)
			if err != nil {
				return
			}
			question := append([]byte(nil), buffer[:n]...)
			go s.serve(question, true, func(answer []byte, forged bool) {
				if !forged {
					_, _ = packets.WriteTo(answer, from)
				} else if other, err := net.DialUDP("udp", nil, from.(*net.UDPAddr)); err == nil {
					_, _ = other.Write(answer)
					_ = other.Close()
				}
			})
		}
	}()
	if !withTCP {
		return
	}
	listener, err := net.Listen("tcp", host)
	check(t, err)
	go func() {
		for {
			c, err := listener.Accept()
			if err != nil {
				return
			}
			go s.serveTCP(c)
		}
	}()
}

func (s *dnsServer) serveTCP(c net.Conn) {
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(time.Minute))
	for {
		var size [2]byte
		if _, err := io.ReadFull(c, size[:]); err != nil {
			return
		}
		question := make([]byte, int(size[0])<<8|int(size[1]))
		if _, err := io.ReadFull(c, question); err != nil {
			return
		}
		s.serve(question, false, func(answer []byte, _ bool) {
			_, _ = c.Write(append([]byte{byte(len(answer) >> 8), byte(len(answer))}, answer...))
		})
	}
}

func (s *dnsServer) serve(packet []byte, udp bool, send func(answer []byte, forged bool)) {
	var question dnsmessage.Message
	if question.Unpack(packet) != nil || len(question.Questions) != 1 {
		return
	}
	requested := question.Questions[0]
	name := strings.ToLower(strings.TrimSuffix(requested.Name.String(), "."))
	kind := strings.TrimPrefix(requested.Type.String(), "Type")
	for _, rule := range s.rules {
		selector, action, _ := strings.Cut(rule, ": ")
		pattern, only, _ := strings.Cut(selector, " ")
		if only != "" && only != kind {
			continue
		}
		if pattern != "*" && pattern != name && !(strings.HasPrefix(pattern, "*.") && strings.HasSuffix(name, pattern[1:])) {
			continue
		}
		s.act(question, strings.Fields(action), udp, send)
		return
	}
	s.act(question, []string{"nxdomain"}, udp, send)
}

func (s *dnsServer) act(question dnsmessage.Message, action []string, udp bool, send func([]byte, bool)) {
	requested := question.Questions[0]
	answer := dnsmessage.Message{
		Header:    dnsmessage.Header{ID: question.ID, Response: true, RecursionDesired: true, RecursionAvailable: true},
		Questions: question.Questions,
	}
	for len(action) > 0 {
		word := action[0]
		action = action[1:]
		switch word {
		case "nxdomain":
			answer.RCode = dnsmessage.RCodeNameError
		case "servfail":
			answer.RCode = dnsmessage.RCodeServerFailure
		case "refused":
			answer.RCode = dnsmessage.RCodeRefused
		case "notimp":
			answer.RCode = dnsmessage.RCodeNotImplemented
		case "formerr":
			answer.RCode = dnsmessage.RCodeFormatError
		case "lame":
			answer.RecursionAvailable = false
		case "drop":
			return
		case "drop-first":
			if s.first(requested.Name.String() + requested.Type.String()) {
				return
			}
		case "tcp-only":
			if udp {
				return
			}
		case "late":
			seconds, err := time.ParseDuration(action[0] + "s")
			if err != nil {
				panic(err)
			}
			action = action[1:]
			time.Sleep(seconds)
		case "truncated":
			if udp {
				answer.Truncated = true
				action = nil
			}
		case "elsewhere":
			forged := answer
			forged.Answers = []dnsmessage.Resource{addressRecord(requested.Name, requested.Type, "127.0.0.66")}
			if packed, err := forged.Pack(); err == nil && requested.Type == dnsmessage.TypeA {
				send(packed, true)
			}
		case "cname":
			target := dnsmessage.MustNewName(action[0] + ".")
			action = action[1:]
			answer.Answers = append(answer.Answers, dnsmessage.Resource{
				Header: dnsmessage.ResourceHeader{Name: requested.Name, Class: dnsmessage.ClassINET, TTL: 5},
				Body:   &dnsmessage.CNAMEResource{CNAME: target},
			})
			requested.Name = target
		default:
			address := net.ParseIP(word)
			if address == nil {
				panic(fmt.Sprintf("no action of a name server: %q", word))
			}
			isA := requested.Type == dnsmessage.TypeA
			if isA == !strings.Contains(word, ":") && (isA || requested.Type == dnsmessage.TypeAAAA) {
				answer.Answers = append(answer.Answers, addressRecord(requested.Name, requested.Type, word))
			}
		}
	}
	packed, err := answer.Pack()
	if err == nil {
		send(packed, false)
	}
}

func (s *dnsServer) first(what string) bool {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	before := s.seen[what]
	s.seen[what] = true
	return !before
}

func addressRecord(name dnsmessage.Name, kind dnsmessage.Type, text string) dnsmessage.Resource {
	header := dnsmessage.ResourceHeader{Name: name, Class: dnsmessage.ClassINET, TTL: 5}
	if kind == dnsmessage.TypeAAAA {
		var body dnsmessage.AAAAResource
		copy(body.AAAA[:], net.ParseIP(text).To16())
		return dnsmessage.Resource{Header: header, Body: &body}
	}
	var body dnsmessage.AResource
	copy(body.A[:], net.ParseIP(text).To4())
	return dnsmessage.Resource{Header: header, Body: &body}
}
