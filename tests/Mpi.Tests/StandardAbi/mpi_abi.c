/* A library with the standard ABI of MPI 5, as far as MpiCommunicator uses it, on top of Open MPI: no distribution packages one yet. The functions translate
   the handles and constants of the standard, and call Open MPI under the names of MPI's profiling interface. */
#include <stdlib.h>
#include <string.h>

typedef void *handle;

extern char ompi_mpi_comm_world[], ompi_mpi_byte[], ompi_mpi_errors_return[];

int PMPI_Init_thread(int *, char ***, int, int *);
int PMPI_Initialized(int *);
int PMPI_Finalized(int *);
int PMPI_Finalize(void);
int PMPI_Query_thread(int *);
int PMPI_Error_string(int, char *, int *);
int PMPI_Comm_dup(handle, handle *);
int PMPI_Comm_set_errhandler(handle, handle);
int PMPI_Comm_rank(handle, int *);
int PMPI_Comm_size(handle, int *);
int PMPI_Barrier(handle);
int PMPI_Bcast(void *, int, handle, int, handle);
int PMPI_Allgather(const void *, int, handle, void *, int, handle, handle);
int PMPI_Allgatherv(const void *, int, handle, void *, const int *, const int *, handle, handle);
int PMPI_Alltoallv(const void *, const int *, const int *, handle, void *, const int *, const int *, handle, handle);

/* Values below 4096 are constants of the standard. One that is not expected here would be a crash in Open MPI, so it ends the process. */
static handle translated(handle given) {
    switch ((size_t)given) {
    case 0x101: return ompi_mpi_comm_world;
    case 0x142: return ompi_mpi_errors_return;
    case 0x247: return ompi_mpi_byte;
    default:
        if ((size_t)given < 4096) abort();
        return given;
    }
}

static int thread_level_of_open_mpi(int standard) { return standard == 4096 ? 3 : standard / 1024; }

static int thread_level_of_standard(int open_mpi) { return open_mpi == 3 ? 4096 : open_mpi * 1024; }

int MPI_Abi_get_version(int *major, int *minor) {
    *major = 1;
    *minor = 0;
    return 0;
}

int MPI_Get_library_version(char *text, int *length) {
    strcpy(text, "Standard ABI v1.0, on Open MPI");
    *length = (int)strlen(text);
    return 0;
}

int MPI_Init_thread(int *argc, char ***argv, int required, int *provided) {
    int result = PMPI_Init_thread(argc, argv, thread_level_of_open_mpi(required), provided);
    *provided = thread_level_of_standard(*provided);
    return result;
}

int MPI_Query_thread(int *provided) {
    int result = PMPI_Query_thread(provided);
    *provided = thread_level_of_standard(*provided);
    return result;
}

int MPI_Initialized(int *flag) { return PMPI_Initialized(flag); }

int MPI_Finalized(int *flag) { return PMPI_Finalized(flag); }

int MPI_Finalize(void) { return PMPI_Finalize(); }

int MPI_Error_string(int code, char *text, int *length) { return PMPI_Error_string(code, text, length); }

int MPI_Comm_dup(handle from, handle *to) { return PMPI_Comm_dup(translated(from), to); }

int MPI_Comm_set_errhandler(handle ranks, handle handler) { return PMPI_Comm_set_errhandler(translated(ranks), translated(handler)); }

int MPI_Comm_rank(handle ranks, int *rank) { return PMPI_Comm_rank(translated(ranks), rank); }

int MPI_Comm_size(handle ranks, int *size) { return PMPI_Comm_size(translated(ranks), size); }

int MPI_Barrier(handle ranks) { return PMPI_Barrier(translated(ranks)); }

int MPI_Bcast(void *data, int count, handle type, int root, handle ranks) { return PMPI_Bcast(data, count, translated(type), root, translated(ranks)); }

int MPI_Allgather(const void *send, int count, handle type, void *receive, int receive_count, handle receive_type, handle ranks) {
    return PMPI_Allgather(send, count, translated(type), receive, receive_count, translated(receive_type), translated(ranks));
}

/* MPI_IN_PLACE is 1 in the standard and in Open MPI. */
int MPI_Allgatherv(
    const void *send, int count, handle type, void *receive, const int *counts, const int *offsets, handle receive_type, handle ranks) {
    return PMPI_Allgatherv(send, count, translated(type), receive, counts, offsets, translated(receive_type), translated(ranks));
}

int MPI_Alltoallv(
    const void *send, const int *counts, const int *offsets, handle type, void *receive, const int *receive_counts, const int *receive_offsets,
    handle receive_type, handle ranks) {
    return PMPI_Alltoallv(
        send, counts, offsets, translated(type), receive, receive_counts, receive_offsets, translated(receive_type), translated(ranks));
}
