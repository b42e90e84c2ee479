namespace MLNet.Autoencoder;

/// <summary>The nonlinearity between the layers of an encoder or decoder.</summary>
public enum Activation
{
    /// <summary>max(0, x).</summary>
    Relu,

    /// <summary>tanh(x).</summary>
    Tanh,

    /// <summary>x·sigmoid(x), also called swish (Ramachandran, Zoph and Le, 2017).</summary>
    Silu,

    /// <summary>
    /// x·Φ(x) with Φ the normal distribution function, in its tanh form
    /// ½x(1 + tanh(√(2/π)(x + 0.044715x³))) (Hendrycks and Gimpel, 2016).
    /// </summary>
    Gelu,
}
