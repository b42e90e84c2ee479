namespace MLNet.Autoencoder;

/// <summary>What the labels of rows are.</summary>
public enum LabelKind
{
    /// <summary>Classes, numbered from 0.</summary>
    Class,

    /// <summary>Numbers to predict.</summary>
    Number,
}
