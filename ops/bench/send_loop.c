/* The physical limit of fan-out: the same bytes to many sockets with nothing but send(). */
#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <sys/socket.h>

/* Sends `size` bytes to each of `count` sockets, waiting where one is full.
   Returns 0, or the errno of the first socket that failed. */
int send_to_all(const int *sockets, int count, const char *data, size_t size)
{
    for (int i = 0; i < count; i++) {
        size_t sent = 0;
        while (sent < size) {
            ssize_t n = send(sockets[i], data + sent, size - sent, MSG_NOSIGNAL | MSG_DONTWAIT);
            if (n >= 0) {
                sent += (size_t)n;
            } else if (errno == EAGAIN) {
                struct pollfd full = {sockets[i], POLLOUT, 0};
                poll(&full, 1, 1000);
            } else if (errno != EINTR) {
                return errno;
            }
        }
    }
    return 0;
}
