#!/usr/bin/env bash
# Runs the sample on four machines, one process on each: sbatch slurm.sh
# This script has not been run. It follows Slurm's documentation.
#SBATCH --job-name=autoencoder
#SBATCH --nodes=4
#SBATCH --ntasks-per-node=1
#SBATCH --cpus-per-task=16
#SBATCH --mem=32G
#SBATCH --time=04:00:00
# A job that is preempted starts again, and the fit resumes from its checkpoint.
#SBATCH --requeue
set -euo pipefail

# srun --mpi=list shows what this cluster supports. With MPICH and Intel MPI, use pmi2.
# Steps do not inherit --cpus-per-task. A failing rank ends all.
srun --mpi=pmix --cpus-per-task="$SLURM_CPUS_PER_TASK" --kill-on-bad-exit=1 \
    dotnet "$HOME/fit/FitOnSeveralMachines.dll" "$HOME/machines.zip"
