/** What a person finds who opens the archive. */
export const README = `A bundle of evidence: the statements of one contract, the facts that they follow from, and the proof that these stand in the log.

To verify it, offline, with nothing but this file and Paidonce (npm; no server, no database, no settings):

    paidonce audit verify BUNDLE.tar --key KEY

KEY is the public key of the log. Have it from elsewhere than from this file, such as from the contract or from its owner by telephone. Without --key the
key in the bundle is taken on trust, and the answer says so. Exit status 0: all that can be checked holds; 2: something does not.

Checked are: that the archive is as it was written, to the byte; that each event of the account stands in the tree of the checkpoint; that the
checkpoint is signed, and that the checkpoints go on from each other; that the account has no gap from its first event on; that each fact and statement is
the one of the log; that each statement, computed again from the facts under the rules it was issued under, comes out the same to the byte; the sums of
lines; the terms. Not to be seen here is what was recorded after the last event.

Without Paidonce: sha256sum -c SHA256SUMS checks the files. history.ndjson has the facts (CloudEvents, one a line), statements.ndjson the statements of
the account, terms.ndjson the terms of the contract, log.ndjson one line an event (leaf index, revision, id, type, SHA-256 of data and of metadata),
checkpoints.ndjson the signed checkpoints (C2SP tlog-checkpoint) with consistency proofs, proof.txt the hashes that with the events make the root (RFC 9162).

Names and numbers of persons are sealed in the facts. persons.ndjson, where it is there, has them in plain: keep such a bundle as you keep such data.

-----------------------------------------------------------------------------

Доказательная подборка: расчёты одного договора, факты, из которых они следуют, и доказательство, что факты стоят в журнале.

Проверка — без сети, этим файлом и программой Paidonce (npm; без сервера, базы данных и настроек):

    paidonce audit verify ФАЙЛ.tar --key КЛЮЧ

КЛЮЧ — открытый ключ журнала. Возьмите его не из этого файла, а, например, из договора или у владельца журнала по телефону. Без --key ключ из подборки
принимается на веру, и ответ об этом скажет. Код возврата 0: всё, что можно проверить, верно; 2: что-то неверно.

Проверяется: что архив до байта такой, каким был записан; что каждое событие счёта стоит в дереве контрольной точки; что контрольная точка подписана и
точки продолжают одна другую; что в счёте нет пропусков с первого события; что каждый факт и расчёт — те, что в журнале; что каждый расчёт, вычисленный
заново из фактов по правилам, по которым он выставлен, совпадает до байта; суммы строк; условия договора. Здесь не видно того, что записано после
последнего события.

Без Paidonce: sha256sum -c SHA256SUMS проверяет файлы. history.ndjson — факты (CloudEvents, по одному в строке), statements.ndjson — расчёты счёта,
terms.ndjson — условия договора, log.ndjson — строка на событие (номер листа, место в счёте, id, тип, SHA-256 данных и метаданных),
checkpoints.ndjson — подписанные контрольные точки (C2SP tlog-checkpoint) с доказательствами продолжения, proof.txt — хеши, которые вместе с событиями
дают корень (RFC 9162).

Имена и номера людей в фактах зашифрованы. persons.ndjson, если он есть, содержит их открыто: храните такую подборку так же, как такие данные.
`;
