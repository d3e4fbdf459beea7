using Gantry.Network.Pdu;

namespace Gantry.Network.Acceptance;

/// <summary>What happened on one accepted transport connection, for log and metrics.</summary>
public sealed class AssociationReport
{
    /// <summary>Null until an A-ASSOCIATE-RQ has come.</summary>
    public AssociateRequest? Request { get; internal set; }

    public AssociateReject? Reject { get; internal set; }
    public AssociationEnd End { get; internal set; }

    /// <summary>Words for the log; empty where <see cref="End"/> says all.</summary>
    public string Detail { get; internal set; } = "";

    public int AcceptedContexts { get; internal set; }
    public long Echoes { get; internal set; }

    /// <summary>C-STOREs answered with success or a warning.</summary>
    public long Stored => stored;

    /// <summary>C-STOREs answered with a failure.</summary>
    public long Failed => failed;

    /// <summary>Data set bytes received.</summary>
    public long DatasetBytes { get; internal set; }

    private long stored;
    private long failed;

    internal void Count(bool success) => Interlocked.Increment(ref success ? ref stored : ref failed);
}
