using MLNet.Autoencoder.Detection;
