"""Just enough of torch for the worker to start in no time; the tests of real loads use the real one."""


class version:
    cuda = None
    hip = None


class cuda:
    @staticmethod
    def is_available():
        return False

    @staticmethod
    def is_initialized():
        return False


class backends:
    mps = None


class nn:
    class Module:
        pass


class dtype:
    pass


float16 = dtype()


def get_num_threads():
    return 1
