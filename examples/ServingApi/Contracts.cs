using Microsoft.ML.Data;

/// <summary>A row: 8x8 pixels with values from 0 to 16.</summary>
internal sealed class Scan
{
    [LoadColumn(0, 63), VectorType(64)]
    public float[] Pixels { get; set; } = [];
}

/// <summary>Several rows.</summary>
internal sealed record Scans(float[][] Pixels);

/// <summary>The latent features of a row.</summary>
internal sealed class Encoded
{
    public float[] Latent { get; set; } = [];
}

/// <summary>The latent features of several rows.</summary>
internal sealed record Codes(float[][] Latent);

/// <summary>The reconstruction error of a row.</summary>
internal sealed record Anomaly(double SquaredError);
