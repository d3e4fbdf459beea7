namespace Gantry.Network.Pdu;

/// <summary>A-ASSOCIATE-RJ (PS3.8 9.3.4): result, source and reason as table 9-21 numbers them.</summary>
public sealed record AssociateReject(byte Result, byte Source, byte Reason)
{
    public static readonly AssociateReject NoReasonGiven = new(1, 1, 1);
    public static readonly AssociateReject ApplicationContextNotSupported = new(1, 1, 2);
    public static readonly AssociateReject CallingAeNotRecognized = new(1, 1, 3);
    public static readonly AssociateReject CalledAeNotRecognized = new(1, 1, 7);
    public static readonly AssociateReject ProtocolVersionNotSupported = new(1, 2, 2);

    /// <summary>Transient: the same request may succeed later.</summary>
    public static readonly AssociateReject TemporaryCongestion = new(2, 3, 1);

    public static readonly AssociateReject LocalLimitExceeded = new(2, 3, 2);

    /// <summary>The words of table 9-21.</summary>
    public string Text => (Source, Reason) switch
    {
        (1, 1) => "no reason given",
        (1, 2) => "application context name not supported",
        (1, 3) => "calling AE title not recognized",
        (1, 7) => "called AE title not recognized",
        (2, 1) => "no reason given by the service provider",
        (2, 2) => "protocol version not supported",
        (3, 1) => "temporary congestion",
        (3, 2) => "local limit exceeded",
        _ => $"reserved reason {Reason} of source {Source}",
    };

    public override string ToString() => $"{(Result == 2 ? "transient" : "permanent")}: {Text}";
}
