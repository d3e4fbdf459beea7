using System.Buffers;
using Gantry.Network.Pdu;

namespace Gantry.Network.Dimse;

/// <summary>
/// Puts PDV fragments together to messages (PS3.8 E.1, PS3.7 6.3): gathers a command set, hands the data set's bytes through. Fragments of
/// two messages never interleave on one association. Pure; holds one command set of bounded size.
/// </summary>
public sealed class DimseAssembler
{
    /// <summary>The longest command set taken, in bytes. Real ones are below 1 KB.</summary>
    public const int MaxCommandBytes = 16 * 1024;

    private byte[] gathered = new byte[512];
    private int gatheredBytes;
    private bool inCommand;
    private bool inDataset;

    /// <summary>The presentation context of the message that is arriving or arrived last.</summary>
    public byte ContextId { get; private set; }

    /// <summary>A message has begun and not ended.</summary>
    public bool IsInsideMessage => inCommand || inDataset;

    public DimseStep Take(in PdvFragment fragment)
    {
        if (IsInsideMessage && fragment.ContextId != ContextId)
        {
            return Malformed($"presentation context {fragment.ContextId} inside a message of {ContextId}");
        }

        ContextId = fragment.ContextId;
        if (!fragment.IsCommand)
        {
            return TakeData(fragment);
        }

        if (inDataset)
        {
            return Malformed("a command fragment where the data set goes on");
        }

        long total = gatheredBytes + fragment.Data.Length;
        if (total > MaxCommandBytes)
        {
            return Malformed($"a command set of more than {MaxCommandBytes} bytes");
        }

        if (total > gathered.Length)
        {
            Array.Resize(ref gathered, Math.Max((int)total, gathered.Length * 2));
        }

        fragment.Data.CopyTo(gathered.AsSpan(gatheredBytes));
        gatheredBytes = (int)total;
        inCommand = !fragment.IsLast;
        return inCommand ? default : FinishCommand();
    }

    private DimseStep FinishCommand()
    {
        ReadOnlySpan<byte> bytes = gathered.AsSpan(0, gatheredBytes);
        gatheredBytes = 0;
        if (!CommandReader.TryRead(bytes, out CommandSet? set, out string? error))
        {
            return Malformed(error!);
        }

        inDataset = set!.HasDataset;
        return new DimseStep(DimseStepKind.Command, set, EndsMessage: !inDataset);
    }

    private DimseStep TakeData(in PdvFragment fragment)
    {
        if (!inDataset)
        {
            return Malformed("a data set fragment without a command that announced it");
        }

        inDataset = !fragment.IsLast;
        return new DimseStep(DimseStepKind.Data, Data: fragment.Data, EndsMessage: fragment.IsLast);
    }

    private static DimseStep Malformed(string error) => new(DimseStepKind.Malformed, Error: error);
}
