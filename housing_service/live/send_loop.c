/* One frame to many sockets with nothing but send(): the optional path of live push.
   Compiled on demand by send_loop.py, called with the interpreter's lock released. */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

/* Sends to each of `count` sockets the `shared` bytes at `frame` followed by its own `own` bytes
   from `tails`. `frame` has room for those after the shared ones. Never waits: sent[i] becomes how
   many bytes the kernel took of socket i, or -1 when it refused (a full buffer, a gone peer).
   Returns how many sockets did not take everything. */
int housing_send(const int *sockets, int count, char *frame, size_t shared,
                 const char *tails, size_t own, long *sent)
{
    int unfinished = 0;
    for (int i = 0; i < count; i++) {
        ssize_t taken;
        if (own)
            memcpy(frame + shared, tails + (size_t)i * own, own);
        do {
            taken = send(sockets[i], frame, shared + own, MSG_NOSIGNAL | MSG_DONTWAIT);
        } while (taken < 0 && errno == EINTR);
        sent[i] = (long)taken;
        if (taken < 0 || (size_t)taken < shared + own)
            unfinished++;
    }
    return unfinished;
}
