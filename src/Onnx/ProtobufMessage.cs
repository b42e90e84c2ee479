using Google.Protobuf;

namespace MLNet.Autoencoder.Onnx;

/// <summary>
/// A protobuf message as its fields, in the order in which they were added. What is inside a message has to say how long it is before it is written:
/// each field knows, and so numbers are not copied on their way to the file.
/// </summary>
internal sealed class ProtobufMessage
{
    private readonly List<Action<CodedOutputStream>> _fields = [];

    /// <summary>The length in bytes, which may be more than a message can have.</summary>
    public long Length { get; private set; }

    public ProtobufMessage Add(int field, long value) =>
        Add(field, WireFormat.WireType.Varint, CodedOutputStream.ComputeInt64Size(value), output => output.WriteInt64(value));

    public ProtobufMessage Add(int field, string value) =>
        Add(field, WireFormat.WireType.LengthDelimited, CodedOutputStream.ComputeStringSize(value), output => output.WriteString(value));

    public ProtobufMessage Add(int field, ProtobufMessage message) => AddBytes(field, message.Length, message.WriteTo);

    /// <summary>Adds one field of a number for each of them.</summary>
    public ProtobufMessage Add(int field, IEnumerable<long> values) => values.Aggregate(this, (message, value) => message.Add(field, value));

    /// <summary>Adds one field of a text for each of them.</summary>
    public ProtobufMessage Add(int field, IEnumerable<string> values) => values.Aggregate(this, (message, value) => message.Add(field, value));

    /// <summary>Adds one field of a message for each of them.</summary>
    public ProtobufMessage Add(int field, IEnumerable<ProtobufMessage> values) => values.Aggregate(this, (message, value) => message.Add(field, value));

    /// <summary>Adds a field of bytes: the numbers one after the other, the lowest byte of each first.</summary>
    public ProtobufMessage AddBytesOf(int field, ReadOnlyMemory<float> values) => AddBytes(field, sizeof(float) * (long)values.Length, output =>
    {
        foreach (float value in values.Span)
        {
            output.WriteFloat(value);
        }
    });

    /// <summary>The same of one whole number.</summary>
    public ProtobufMessage AddBytesOf(int field, long value) => AddBytes(field, sizeof(long), output => output.WriteSFixed64(value));

    public void WriteTo(CodedOutputStream output) => _fields.ForEach(write => write(output));

    private ProtobufMessage AddBytes(int field, long length, Action<CodedOutputStream> write) =>
        Add(field, WireFormat.WireType.LengthDelimited, length + CodedOutputStream.ComputeInt64Size(length), output =>
        {
            output.WriteLength((int)length);
            write(output);
        });

    private ProtobufMessage Add(int field, WireFormat.WireType type, long length, Action<CodedOutputStream> write)
    {
        Length += CodedOutputStream.ComputeTagSize(field) + length;
        _fields.Add(output =>
        {
            output.WriteTag(field, type);
            write(output);
        });
        return this;
    }
}
