namespace Gantry.Network.UpperLayer;

public enum IndicationKind
{
    /// <summary>A-ASSOCIATE indication: answer with accept, reject or abort.</summary>
    Associate,

    /// <summary>A-ASSOCIATE confirmation (accept).</summary>
    Accepted,

    /// <summary>A-ASSOCIATE confirmation (reject).</summary>
    Rejected,

    /// <summary>A piece of a P-DATA indication.</summary>
    Data,

    /// <summary>A-RELEASE indication: answer with a release response.</summary>
    Release,

    /// <summary>A-RELEASE confirmation.</summary>
    Released,

    /// <summary>A-ABORT indication: the peer's service user aborted.</summary>
    Aborted,

    /// <summary>A-P-ABORT indication: either provider aborted, or the transport broke.</summary>
    ProviderAborted,

    /// <summary>The idle time is over; the association stands until its user aborts it.</summary>
    IdleTimeout,

    /// <summary>A read was woken by <see cref="Association.Wake"/>.</summary>
    Woken,

    /// <summary>The transport connection is over; nothing follows.</summary>
    Closed,
}
