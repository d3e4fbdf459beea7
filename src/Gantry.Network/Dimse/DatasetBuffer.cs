using System.Buffers;

namespace Gantry.Network.Dimse;

/// <summary>Gathers the fragments of one data set up to a limit; what goes beyond it is dropped and remembered as too much.</summary>
internal sealed class DatasetBuffer(int maxBytes)
{
    private readonly ArrayBufferWriter<byte> bytes = new();

    public bool IsTooLong { get; private set; }

    public ReadOnlyMemory<byte> Written => bytes.WrittenMemory;

    public void Append(ReadOnlySequence<byte> data)
    {
        if (IsTooLong || bytes.WrittenCount + data.Length > maxBytes)
        {
            IsTooLong = true;
            bytes.Clear();
            return;
        }

        data.CopyTo(bytes.GetSpan((int)data.Length));
        bytes.Advance((int)data.Length);
    }
}
