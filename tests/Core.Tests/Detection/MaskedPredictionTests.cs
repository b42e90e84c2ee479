using MLNet.Autoencoder.Core.Tests.Training;
using MLNet.Autoencoder.Detection;
