using System.Buffers;
using Gantry.Dicom;
using Gantry.Dicom.Datasets;
using Gantry.Dicom.Dictionary;
using Gantry.Dicom.Encoding;
using Gantry.Network.Dimse;

namespace Gantry.Server.Dimse.Retrieve;

/// <summary>Counts sub-operations and words the responses (PS3.4 C.4.2.1.5 to C.4.2.1.9).</summary>
internal sealed class RetrieveProgress(CommandSet request, long total)
{
    /// <summary>In explicit VR the list's value must stay below 64 KB.</summary>
    private const int MaxListed = 900;

    private readonly List<string> failedUids = [];
    private long remaining = total;
    private long completed;
    private long failed;
    private long warnings;

    public long Completed => completed;

    public long Failed => failed;

    public void Count(SubOperationOutcome outcome, string sopInstanceUid)
    {
        remaining = Math.Max(0, remaining - 1);
        switch (outcome)
        {
            case SubOperationOutcome.Completed:
                completed++;
                break;
            case SubOperationOutcome.Warning:
                warnings++;
                break;
            default:
                failed++;
                if (failedUids.Count < MaxListed)
                {
                    failedUids.Add(sopInstanceUid);
                }

                break;
        }
    }

    public CommandSet Pending() => Response(DimseStatus.Pending, null) with { Remaining = UInt16(remaining) };

    public CommandSet Canceled() => Response(DimseStatus.Cancel, null) with { Remaining = UInt16(remaining) };

    /// <summary>The final response when all were tried.</summary>
    public CommandSet Final(string lastFault) =>
        failed == 0 && warnings == 0 ? Response(DimseStatus.Success, null)
        : completed == 0 && warnings == 0 ? Response(RetrieveStatus.UnableToPerform, Printable(lastFault))
        : Response(RetrieveStatus.CompletedWithFailures, Printable(lastFault));

    /// <summary>The Failed SOP Instance UID List; empty where none failed.</summary>
    public ReadOnlyMemory<byte> FailedList(TransferSyntax syntax)
    {
        if (failedUids.Count == 0)
        {
            return default;
        }

        ArrayBufferWriter<byte> bytes = new();
        DatasetWriter.Write(new Dataset().Set(Tags.FailedSOPInstanceUIDList, [.. failedUids]), syntax, bytes);
        return bytes.WrittenMemory;
    }

    private CommandSet Response(ushort status, string? comment) =>
        request.Respond(status, comment) with { Completed = UInt16(completed), Failed = UInt16(failed), Warning = UInt16(warnings) };

    private static ushort UInt16(long count) => (ushort)Math.Min(count, ushort.MaxValue);

    /// <summary>LO has no control characters and no backslash.</summary>
    private static string? Printable(string text) => text.Length == 0 ? null : string.Concat(text.Select(c => c is < ' ' or > '~' or '\\' ? '/' : c));
}
