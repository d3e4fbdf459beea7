namespace Gantry.Network.Dimse;

/// <summary>Status (0000,0900) values of PS3.7 annex C and PS3.4 B.2.3.</summary>
public static class DimseStatus
{
    public const ushort Success = 0x0000;

    public const ushort NoSuchAttribute = 0x0105;
    public const ushort InvalidAttributeValue = 0x0106;

    /// <summary>Warning: attributes of the request are not the SOP class's; they were passed over.</summary>
    public const ushort AttributeListError = 0x0107;

    public const ushort ProcessingFailure = 0x0110;
    public const ushort DuplicateSopInstance = 0x0111;
    public const ushort NoSuchSopInstance = 0x0112;
    public const ushort NoSuchEventType = 0x0113;
    public const ushort NoSuchArgument = 0x0114;
    public const ushort InvalidArgumentValue = 0x0115;

    /// <summary>Warning: a value is out of its range and was replaced.</summary>
    public const ushort AttributeValueOutOfRange = 0x0116;

    public const ushort InvalidSopInstance = 0x0117;
    public const ushort NoSuchSopClass = 0x0118;
    public const ushort ClassInstanceConflict = 0x0119;
    public const ushort MissingAttribute = 0x0120;
    public const ushort MissingAttributeValue = 0x0121;
    public const ushort SopClassNotSupported = 0x0122;
    public const ushort NoSuchAction = 0x0123;
    public const ushort NotAuthorized = 0x0124;
    public const ushort DuplicateInvocation = 0x0210;
    public const ushort UnrecognizedOperation = 0x0211;
    public const ushort MistypedArgument = 0x0212;
    public const ushort ResourceLimitation = 0x0213;

    /// <summary>C-FIND, C-GET, C-MOVE: ended by C-CANCEL.</summary>
    public const ushort Cancel = 0xFE00;

    /// <summary>A match or progress; more follows.</summary>
    public const ushort Pending = 0xFF00;

    /// <summary>C-FIND: a match; some optional keys of the query are not supported.</summary>
    public const ushort PendingWithoutSomeKeys = 0xFF01;

    /// <summary>C-STORE, refused: out of resources (A7xx).</summary>
    public const ushort OutOfResources = 0xA700;

    /// <summary>C-STORE, error: data set does not match SOP class (A9xx).</summary>
    public const ushort DataSetMismatch = 0xA900;

    /// <summary>C-STORE, warning: elements discarded.</summary>
    public const ushort ElementsDiscarded = 0xB006;

    /// <summary>C-STORE, warning: data set does not match SOP class.</summary>
    public const ushort DataSetMismatchWarning = 0xB007;

    /// <summary>C-STORE, error: cannot understand (Cxxx).</summary>
    public const ushort CannotUnderstand = 0xC000;

    /// <summary>Further responses follow.</summary>
    public static bool IsPending(ushort status) => status is Pending or PendingWithoutSomeKeys;

    /// <summary>The instance was kept: success or one of the warnings (PS3.7 C.2 and C.3).</summary>
    public static bool IsSuccessOrWarning(ushort status) => status is Success or 0x0001 or 0x0107 or 0x0116 || (status & 0xF000) == 0xB000;
}
