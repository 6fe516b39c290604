#include <libpq-fe.h>
// What drives libpq's sockets: Swift's Glibc module does not see these two.
#include <sys/epoll.h>
#include <sys/eventfd.h>
